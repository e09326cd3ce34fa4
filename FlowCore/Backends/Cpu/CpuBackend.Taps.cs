using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void AssembleTaps(Tensor free, Tensor taps)
    {
        Fill(taps, 0);
        var from = Pointer(free);
        ForTapRows(taps, (row, diagonal, count) =>
        {
            new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(row, count));
            from += count;
            if (diagonal is not null)
            {
                *diagonal = 1f;
            }
        });
    }

    /// <inheritdoc/>
    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree)
    {
        var to = Pointer(dfree);
        ForTapRows(dtaps, (row, _, count) =>
        {
            Lanes.Map(default(Activated<Identity>), row, to, count, accumulate: true);
            to += count;
        });
    }

    /// <inheritdoc/>
    public void FoldTaps(Tensor taps, Tensor folded)
    {
        var (groups, size) = (taps.Shape[0], taps.Shape[4]);
        var (lags, block) = (taps.Shape[1] * taps.Shape[2], (long)size * size);
        using var scratch = Scratch<double>(groups * lags * block);
        var solution = (double*)scratch.Pointer;
        var from = Pointer(taps);
        var to = Pointer(folded);
        ForItems(groups * lags, block * size, index =>
        {
            var lag0 = from + (index / lags * lags * block);
            var x = solution + (index * block);
            LoadRightSide(index % lags == 0 ? null : from + (index * block), x, size);
            SolveUnitLower(lag0, x, size);
            for (var i = 0L; i < block; i++)
            {
                to[(index * block) + i] = (float)x[i];
            }
        });
    }

    private delegate void TapRow(float* row, float* diagonal, int count);

    /// <summary>
    /// Runs <c>body(row, diagonal, count)</c> for each run of free entries, in their order. Those of A_0 are the rows of
    /// its lower triangle, each with the diagonal entry that ends it; for the other taps diagonal is null.
    /// </summary>
    private static void ForTapRows(Tensor taps, TapRow body)
    {
        var (groups, size) = (taps.Shape[0], taps.Shape[4]);
        var block = size * size;
        var others = ((taps.Shape[1] * taps.Shape[2]) - 1) * block;
        var p = Pointer(taps);
        for (var g = 0; g < groups; g++)
        {
            for (var row = 0; row < size; row++)
            {
                body(p + (row * size), p + (row * size) + row, row);
            }

            body(p + block, null, others);
            p += block + others;
        }
    }

    /// <summary>What A_0 is divided into: the tap, or the unit matrix where there is none.</summary>
    private static void LoadRightSide(float* tap, double* x, int size)
    {
        for (var o = 0; o < size; o++)
        {
            for (var i = 0; i < size; i++)
            {
                *x++ = tap is not null ? *tap++ : o == i ? 1.0 : 0.0;
            }
        }
    }

    /// <summary><c>x = A_0⁻¹x</c> by forward substitution.</summary>
    private static void SolveUnitLower(float* a, double* x, int size)
    {
        for (var o = 0; o < size; o++)
        {
            for (var k = 0; k < o; k++)
            {
                AddScaled(-a[((long)o * size) + k], x + ((long)k * size), x + ((long)o * size), 0, size);
            }
        }
    }
}
