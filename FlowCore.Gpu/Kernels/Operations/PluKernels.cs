using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// The factors of <c>M = L·V</c>, C×C, with <c>V = U + diag(sign·exp(logs))</c>. Triangles are stored row by row; frame is the
/// row that each row of W is taken from, where each row of M goes to, and the signs, C numbers each.
/// </summary>
internal readonly struct PluFactors(
    ArrayView<float> lower, ArrayView<float> upper, ArrayView<float> logDiagonal, ArrayView<int> frame)
{
    private readonly ArrayView<float> _lower = lower, _upper = upper, _logDiagonal = logDiagonal;
    private readonly ArrayView<int> _frame = frame;

    /// <summary>C.</summary>
    public int Size => (int)_logDiagonal.Length;

    public int Source(int row) => _frame[row];

    public int Target(int row) => _frame[Size + row];

    /// <summary>L at a column that is not past the row.</summary>
    public float Lower(int row, int column) => row == column ? 1f : _lower[BelowIndex(row, column)];

    /// <summary>V at a column that is not before the row.</summary>
    public float Upper(int row, int column) =>
        row == column ? _frame[(2 * Size) + row] * FloatMath.Exp(_logDiagonal[row]) : _upper[AboveIndex(row, column)];

    public static long BelowIndex(int row, int column) => ((long)row * (row - 1) / 2) + column;

    public long AboveIndex(int row, int column) => ((long)row * ((2 * Size) - row - 1) / 2) + (column - row - 1);
}

/// <summary><c>w[i, j] = Σ_k L[P(i), k]·V[k, j]</c>; one element an entry.</summary>
internal readonly struct ComposePluKernel(PluFactors factors, ArrayView<float> w) : IElementKernel
{
    private readonly PluFactors _factors = factors;
    private readonly ArrayView<float> _w = w;

    public void Run(long index)
    {
        var i = (int)IndexMath.Divide(index, _factors.Size);
        var j = (int)(index - ((long)i * _factors.Size));
        var row = _factors.Source(i);
        var sum = default(FloatPair);
        for (var k = 0; k <= row && k <= j; k++)
        {
            sum = sum.PlusProduct(_factors.Lower(row, k), _factors.Upper(k, j));
        }

        _w[index] = sum.Total;
    }
}

/// <summary>
/// <c>dL += dM·Vᵀ</c> below the diagonal, <c>dU += Lᵀ·dM</c> above it and <c>dlogs += (Lᵀ·dM)·V</c> on it, where row P(i) of dM
/// is row i of dw; one element an entry.
/// </summary>
internal readonly struct ComposePluGradientKernel(
    PluFactors factors, ArrayView<float> dw, ArrayView<float> dlower, ArrayView<float> dupper, ArrayView<float> dlogDiagonal)
    : IElementKernel
{
    private readonly PluFactors _factors = factors;
    private readonly ArrayView<float> _dw = dw, _dlower = dlower, _dupper = dupper, _dlogDiagonal = dlogDiagonal;

    public void Run(long index)
    {
        var size = _factors.Size;
        var i = (int)IndexMath.Divide(index, size);
        var j = (int)(index - ((long)i * size));
        var sum = default(FloatPair);
        if (j < i)
        {
            for (var k = j; k < size; k++)
            {
                sum = sum.PlusProduct(Product(i, k), _factors.Upper(j, k));
            }

            _dlower[PluFactors.BelowIndex(i, j)] += sum.Total;
            return;
        }

        for (var k = i; k < size; k++)
        {
            sum = sum.PlusProduct(_factors.Lower(k, i), Product(k, j));
        }

        if (j > i)
        {
            _dupper[_factors.AboveIndex(i, j)] += sum.Total;
        }
        else
        {
            _dlogDiagonal[i] += sum.Total * _factors.Upper(i, i);
        }
    }

    /// <summary>dM.</summary>
    private float Product(int row, int column) => _dw[((long)_factors.Target(row) * _factors.Size) + column];
}
