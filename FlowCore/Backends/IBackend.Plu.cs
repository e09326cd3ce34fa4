namespace FlowCore.Backends;

/// <content>The matrix of an invertible 1×1 convolution.</content>
public partial interface IBackend
{
    /// <summary><c>w = P·L·(U + diag(sign·exp(logs)))</c>, <c>[C, C, 1, 1]</c>; triangles are stored row by row.</summary>
    void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w);

    /// <summary>The gradients of <see cref="ComposePlu"/>, each <c>+=</c>.</summary>
    void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal) =>
        throw Lacks();

    /// <summary>
    /// <c>inverse = W⁻¹ = (U + diag(sign·exp(logs)))⁻¹·L⁻¹·Pᵀ</c> of the matrix of <see cref="ComposePlu"/>, by substitution in
    /// double or what comes close to it, and rounded once.
    /// </summary>
    void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse);
}
