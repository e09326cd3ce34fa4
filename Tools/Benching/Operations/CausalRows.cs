using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The kernel of the widest convolution of a MintNet unit from its weights.</summary>
internal static class CausalRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (channels, k) = (s.Level.Channels, (2 * (s.Config.Kernel / 2)) + 1);
        var hidden = MintUnit.HiddenFor(s.Config.Width, channels);
        var kernel = new Shape(channels * hidden, channels * hidden, k, k);
        var pairs = hidden * hidden;
        var free = new Shape((pairs * channels * channels * (k * k / 2)) + (pairs * channels * (channels - 1) / 2));
        var exponents = new Shape(channels * pairs);
        var shape = FormattableString.Invariant($"{channels} groups of {hidden}, {k}×{k}");

        // An exponential an entry of the diagonal.
        yield return new(
            nameof(IBackend.AssembleCausal), shape, exponents.Count, OperationShapes.Bytes(free, exponents, kernel), t =>
            {
                var (from, logs, w) = (t.Given(free), t.Given(exponents), t.Result(kernel));
                return () => s.Backend.AssembleCausal(from, logs, channels, mirrored: false, w);
            });
        yield return new(
            nameof(IBackend.AssembleCausalGradient), shape, kernel.Count, OperationShapes.Bytes(kernel, kernel, free, exponents), t =>
            {
                var (w, dw, to, logs) = (t.Given(kernel), t.Given(kernel), t.Result(free), t.Result(exponents));
                return () => s.Backend.AssembleCausalGradient(w, dw, channels, mirrored: false, to, logs);
            });
    }
}
