using System.Collections.Immutable;

namespace FlowCore.Onnx.Tracing;

/// <content>What is computed of weights alone; of what depends on the input it has no graph.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void AssembleTaps(Tensor free, Tensor taps) => _inner.AssembleTaps(Known(free), Result(taps));

    /// <inheritdoc/>
    public void AssembleCausal(Tensor? free, Tensor logDiagonal, int groups, bool mirrored, Tensor w) => _inner.AssembleCausal(
        free is null ? null : Known(free), Known(logDiagonal), groups, mirrored, Result(w));

    /// <inheritdoc/>
    public void FoldTaps(Tensor taps, Tensor folded) => _inner.FoldTaps(Known(taps), Result(folded));

    /// <inheritdoc/>
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w) =>
        _inner.ComposePlu(Known(lower), Known(upper), Known(logDiagonal), frame, Result(w));

    /// <inheritdoc/>
    public void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse) =>
        _inner.InvertPlu(Known(lower), Known(upper), Known(logDiagonal), frame, Result(inverse));

    /// <inheritdoc/>
    public void Moments(Tensor x, Tensor mean, Tensor variance) => _inner.Moments(Known(x), Result(mean), Result(variance));

    /// <inheritdoc/>
    public void SumChannels(Tensor x, Tensor sums) => _inner.SumChannels(Known(x), Known(sums));

    /// <inheritdoc/>
    public void SumPlanes(Tensor x, Tensor sums) => _inner.SumPlanes(Known(x), Known(sums));

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x) => _inner.SumOfSquares(Known(x));

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        _inner.MaskedSolveTransposed(Known(g), Known(folded), orientations, Result(u));
}
