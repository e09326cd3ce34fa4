using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>Σ ln p(z)</c> of each sample; z is <c>[C, N, H, W]</c>.</summary>
internal readonly struct LogDensityTerm<TDensity>(ArrayView<float> z, SampleLayout layout) : ISumTerm
    where TDensity : struct, ILogDensity
{
    private readonly ArrayView<float> _z = z;
    private readonly SampleLayout _layout = layout;

    public Sums Add(int output, long term, Sums sums) =>
        sums.Plus(TDensity.LogDensity(_z[_layout.IndexOf(output, term)]));
}

/// <summary><c>dz (+)= dy[n]·(ln p)'(z)</c>; z and dz are <c>[C, N, H, W]</c> as rows of <c>N·H·W</c>.</summary>
internal readonly struct LogDensityGradientKernel<TDensity>(
    ArrayView<float> z, ArrayView<float> dy, long columns, int plane, Destination dz) : IChannelKernel
    where TDensity : struct, ILogDensity
{
    private readonly ArrayView<float> _z = z, _dy = dy;
    private readonly long _columns = columns;
    private readonly int _plane = plane;
    private readonly Destination _dz = dz;

    public void Run(int channel, long column)
    {
        var index = (channel * _columns) + column;
        _dz.Put(index, TDensity.Score(_z[index]) * _dy[IndexMath.Divide(column, _plane)]);
    }
}
