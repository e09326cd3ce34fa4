using FlowCore.Outside;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

/// <summary>Kernels of masked convolutions, from the reference, as numbers that a float holds.</summary>
internal static class MaskedTaps
{
    public static double[] Assembled(MaskedShape s, ulong seed, double scale)
    {
        using var backend = new ReferenceBackend();
        var taps = backend.Allocate(s.Taps);
        backend.AssembleTaps(TestTensors.Random(backend, s.Free, seed, scale), taps);
        return TestTensors.ReadDoubles(backend, taps);
    }

    public static double[] Folded(MaskedShape s, ulong seed, double scale)
    {
        using var backend = new ReferenceBackend();
        var folded = backend.Allocate(s.Taps);
        backend.FoldTaps(TestTensors.From(backend, s.Taps, Assembled(s, seed, scale)), folded);
        return [.. TestTensors.ReadDoubles(backend, folded).Select(x => (double)(float)x)];
    }
}
