using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu.Launching;

/// <summary>A solve that is asked for.</summary>
/// <param name="Images"><c>[C, N, H, W]</c>.</param>
/// <param name="Taps"><c>[G, kH, kW, q, q]</c>.</param>
/// <param name="Orientations">The order of each group's pixels.</param>
/// <param name="IsTransposed">Whether it is <c>u = K⁻ᵀg</c> and not <c>x = K⁻¹y</c>.</param>
/// <param name="From">y or g.</param>
/// <param name="Folded">The folded taps.</param>
/// <param name="To">x or u.</param>
internal readonly record struct SolveWork(
    Shape Images,
    Shape Taps,
    ImmutableArray<Orientation> Orientations,
    bool IsTransposed,
    ArrayView<float> From,
    ArrayView<float> Folded,
    ArrayView<float> To);
