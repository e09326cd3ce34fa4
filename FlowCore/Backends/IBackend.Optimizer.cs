namespace FlowCore.Backends;

/// <content>A step of training.</content>
public partial interface IBackend
{
    /// <summary><c>Σ x²</c>, added in double and in a fixed order.</summary>
    double SumOfSquares(Tensor x);

    /// <summary>One Adam or AdamW step: <c>m, v, p</c> are updated in place from the gradient g.</summary>
    void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step);
}
