using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Baselines;

/// <summary>What the inverse of a masked convolution is computed with, in the memory of the host.</summary>
/// <param name="Shape"><c>[G, kH, kW, q, q]</c>.</param>
/// <param name="Orientations">One a group.</param>
/// <param name="Taps">The taps A_δ in lag form, of <paramref name="Shape"/>.</param>
/// <param name="Folded">A_0⁻¹ at lag 0 and <c>A_0⁻¹A_δ</c> elsewhere, of <paramref name="Shape"/>.</param>
internal sealed record FoldedKernel(Shape Shape, ImmutableArray<Orientation> Orientations, float[] Taps, float[] Folded)
{
    /// <summary>Groups G.</summary>
    public int Groups => Shape[0];

    /// <summary>Rows of the kernel.</summary>
    public int Height => Shape[1];

    /// <summary>Columns of the kernel.</summary>
    public int Width => Shape[2];

    /// <summary>Channels q of a group.</summary>
    public int Channels => Shape[3];

    /// <summary>The kernel of a layer whose weights are on a backend.</summary>
    public static FoldedKernel Of(FincUnit unit, IBackend backend)
    {
        var orientations = OrientationExtensions.All;
        var q = unit.InputShape.Channels / orientations.Length;
        var shape = new Shape(orientations.Length, unit.KernelHeight, unit.KernelWidth, q, q);
        using var taps = backend.Allocate(shape);
        using var folded = backend.Allocate(shape);
        backend.AssembleTaps(unit.Parameters[0].Value, taps);
        backend.FoldTaps(taps, folded);
        return new FoldedKernel(shape, orientations, Read(backend, taps), Read(backend, folded));
    }

    private static float[] Read(IBackend backend, Tensor tensor)
    {
        var numbers = new float[tensor.Shape.Count];
        backend.Read(tensor, numbers);
        return numbers;
    }
}
