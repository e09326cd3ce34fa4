using FlowCore.Gpu.Kernels.Summing;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// <c>inverse = V⁻¹·L⁻¹·Pᵀ</c>, <c>[C, C]</c>, by substitution in float pairs: a group of threads has a column (grid x), a thread
/// every T-th row of it, and there is one barrier a step. Scratch memory has the column, C pairs for each.
/// </summary>
internal readonly struct InvertPluKernel(PluFactors factors, ArrayView<FloatPair> scratch, ArrayView<float> inverse) : IGroupKernel
{
    private readonly PluFactors _factors = factors;
    private readonly ArrayView<FloatPair> _scratch = scratch;
    private readonly ArrayView<float> _inverse = inverse;

    public void Run()
    {
        var size = _factors.Size;
        var x = _scratch.SubView((long)Grid.IdxX * size, size);
        var first = _factors.Source(Grid.IdxX);
        for (var row = Group.IdxX; row < size; row += Group.DimX)
        {
            x[row] = new FloatPair(row == first ? 1f : 0f, 0f);
        }

        // Above its one a column of Pᵀ is zero, and so is what L⁻¹ makes of it.
        for (var k = first; k < size; k++)
        {
            Group.Barrier();
            for (var row = Group.IdxX; row < size; row += Group.DimX)
            {
                if (row > k)
                {
                    x[row] = MinusProduct(x[row], _factors.Lower(row, k), x[k]);
                }
            }
        }

        for (var k = size - 1; k >= 0; k--)
        {
            // Every thread divides for itself: what was read is not written until all have it.
            Group.Barrier();
            var result = x[k].DividedBy(_factors.Upper(k, k));
            for (var row = Group.IdxX; row < size; row += Group.DimX)
            {
                if (row < k)
                {
                    x[row] = MinusProduct(x[row], _factors.Upper(row, k), result);
                }
                else if (row == k)
                {
                    _inverse[((long)k * size) + Grid.IdxX] = result.Total;
                }
            }
        }
    }

    private static FloatPair MinusProduct(FloatPair from, float weight, FloatPair x) =>
        from.PlusProduct(-weight, x.High).Plus(-weight * x.Low);
}
