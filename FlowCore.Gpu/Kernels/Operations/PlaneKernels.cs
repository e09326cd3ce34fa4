using FlowCore.Gpu.Kernels.Summing;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>y[c, n, p] = x[c, n]</c>; one element an element of y <c>[C, N, H, W]</c>, with <c>plane = H·W</c>.</summary>
internal readonly struct BroadcastPlanesKernel(ArrayView<float> x, int samples, int plane, ArrayView<float> y) : IChannelKernel
{
    private readonly ArrayView<float> _x = x, _y = y;
    private readonly int _samples = samples, _plane = plane;

    public void Run(int channel, long column) =>
        _y[((long)channel * _samples * _plane) + column] = _x[((long)channel * _samples) + IndexMath.Divide(column, _plane)];
}

/// <summary><c>Σ_p x[c, n, p]</c> of each plane of <c>[C, N, H, W]</c>, with <c>plane = H·W</c>.</summary>
internal readonly struct PlaneTerm(ArrayView<float> x, int plane) : ISumTerm
{
    private readonly ArrayView<float> _x = x;
    private readonly int _plane = plane;

    public Sums Add(int output, long term, Sums sums) => sums.Plus(_x[((long)output * _plane) + term]);
}
