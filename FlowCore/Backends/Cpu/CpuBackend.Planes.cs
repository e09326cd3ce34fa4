using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

/// <content>One number for each plane of <c>[C, N, H, W]</c>.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void BroadcastPlanes(Tensor x, Tensor y) =>
        ForItems(x.Shape.Count, y.Shape.Plane, new FillPlanes(Pointer(x), Pointer(y), y.Shape.Plane));

    /// <inheritdoc/>
    public void SumPlanes(Tensor x, Tensor sums) =>
        ForItems(sums.Shape.Count, x.Shape.Plane, new AddPlanes(Pointer(x), Pointer(sums), x.Shape.Plane));

    /// <summary>A plane's number at all of its pixels.</summary>
    private readonly struct FillPlanes(float* numbers, float* planes, int size) : IItemWork
    {
        private readonly float* _numbers = numbers, _planes = planes;

        public void Run(long item) => new Span<float>(_planes + (item * size), size).Fill(_numbers[item]);
    }

    /// <summary>The sum of a plane, added to its number.</summary>
    private readonly struct AddPlanes(float* planes, float* sums, int size) : IItemWork
    {
        private readonly float* _planes = planes, _sums = sums;

        public void Run(long item) => _sums[item] += (float)SumOf(_planes + (item * size), size);
    }
}
