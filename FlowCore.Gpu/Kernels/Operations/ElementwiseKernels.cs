using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>x = value</c>.</summary>
internal readonly struct FillKernel(ArrayView<float> x, float value) : IElementKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly float _value = value;

    public void Run(long index) => _x[index] = _value;
}

/// <summary><c>y += scale·x</c>.</summary>
internal readonly struct AddKernel(ArrayView<float> x, float scale, ArrayView<float> y) : IElementKernel
{
    private readonly ArrayView<float> _x = x, _y = y;
    private readonly float _scale = scale;

    public void Run(long index) => _y[index] += _scale * _x[index];
}

/// <summary><c>dx = dy·f'</c>, the slope taken from <c>y = f(x)</c>.</summary>
internal readonly struct ActivateGradientKernel<TActivation>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx)
    : IElementKernel
    where TActivation : struct, IActivation
{
    private readonly ArrayView<float> _y = y, _dy = dy, _dx = dx;

    public void Run(long index) => _dx[index] = _dy[index] * TActivation.Slope(_y[index]);
}
