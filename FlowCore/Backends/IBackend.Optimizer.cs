namespace FlowCore.Backends;

/// <content>A step of training.</content>
public partial interface IBackend
{
    /// <summary><c>Σ x²</c>, added in double and in a fixed order.</summary>
    double SumOfSquares(Tensor x);

    /// <summary>One Adam or AdamW step: <c>m, v, p</c> are updated in place from the gradient g.</summary>
    void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) => throw Lacks();

    /// <summary>One Adamax step: <c>m, u, p</c> are updated in place from the gradient g.</summary>
    void Adamax(Tensor p, Tensor g, Tensor m, Tensor u, AdamStep step) => throw Lacks();

    /// <summary><c>y += weight·(x − y)</c>: an exponential moving average takes its next number.</summary>
    void Lerp(Tensor x, double weight, Tensor y) => throw Lacks();
}
