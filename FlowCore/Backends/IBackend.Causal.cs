namespace FlowCore.Backends;

/// <content>
/// Kernels of convolutions whose Jacobian is triangular. Channels come in C groups, inputs a to a group and outputs b, and the
/// order is that of pixels, row by row, and of groups within a pixel; mirrored it is that order backwards.
/// </content>
public partial interface IBackend
{
    /// <summary>
    /// <c>w[o, i, δ] = </c> a free weight where δ comes before the centre, and at the centre where the group of i comes before that
    /// of o; <c>exp(logDiagonal[o·a + i mod a])</c> at the centre where both are one group; 0 elsewhere. Free weights follow one
    /// another as the entries of w do, mirrored from its last entry back.
    /// </summary>
    /// <param name="free"><c>[O·I·(kH·kW−1)/2 + a·b·C(C−1)/2]</c>, or null for zeros in their place.</param>
    /// <param name="logDiagonal"><c>[O·a]</c>.</param>
    /// <param name="groups">C.</param>
    /// <param name="mirrored">Whether the order runs backwards.</param>
    /// <param name="w"><c>[C·b, C·a, kH, kW]</c>, odd extents, <c>=</c>.</param>
    void AssembleCausal(Tensor? free, Tensor logDiagonal, int groups, bool mirrored, Tensor w);

    /// <summary>
    /// <c>dfree += </c> the entries of dw that are free, <c>dlogDiagonal += dw·w</c> of those that are exponentials; dfree may be
    /// null.
    /// </summary>
    void AssembleCausalGradient(Tensor w, Tensor dw, int groups, bool mirrored, Tensor? dfree, Tensor dlogDiagonal) =>
        throw Lacks();
}
