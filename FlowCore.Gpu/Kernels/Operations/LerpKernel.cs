using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary><c>y += weight·(x − y)</c>.</summary>
internal readonly struct LerpKernel(ArrayView<float> x, float weight, ArrayView<float> y) : IElementKernel
{
    private readonly ArrayView<float> _x = x, _y = y;
    private readonly float _weight = weight;

    public void Run(long index) => _y[index] += (_x[index] - _y[index]) * _weight;
}
