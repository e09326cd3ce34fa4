namespace FlowCore.Backends;

/// <content>One number for each channel of each sample, such as the embedding of a class.</content>
public partial interface IBackend
{
    /// <summary><c>y[c, n, p] = x[c, n]</c>: a number for each channel of each sample, at every pixel.</summary>
    /// <param name="x"><c>[C, N, 1, 1]</c>.</param>
    /// <param name="y"><c>[C, N, H, W]</c>, <c>=</c>.</param>
    void BroadcastPlanes(Tensor x, Tensor y);

    /// <summary><c>sums[c, n] += Σ_p x[c, n, p]</c>: the gradient of <see cref="BroadcastPlanes"/>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="sums"><c>[C, N, 1, 1]</c>.</param>
    void SumPlanes(Tensor x, Tensor sums);
}
