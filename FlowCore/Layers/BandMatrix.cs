using System.Numerics;

namespace FlowCore.Layers;

/// <summary>
/// A square matrix whose entries further than a bandwidth b from the diagonal are 0, and its determinant, in double. Of a convolution in
/// raster order b is about a row of the image, so that the determinant costs <c>2·n·b²</c> and not <c>n³/3</c>.
/// </summary>
internal sealed class BandMatrix
{
    private readonly int _size, _bandwidth, _stride;
    private readonly double[] _entries;

    /// <summary>Zeros.</summary>
    /// <param name="size">n.</param>
    /// <param name="bandwidth">b, below n.</param>
    public BandMatrix(int size, int bandwidth)
    {
        (_size, _bandwidth, _stride) = (size, bandwidth, Stride(bandwidth));
        _entries = new double[checked(size * _stride)];
    }

    /// <summary>An entry inside the band, or where exchanged rows reach, b further to the right.</summary>
    public ref double this[int row, int column] => ref _entries[(row * _stride) + column - row + _bandwidth];

    /// <summary>Numbers that it takes to hold one.</summary>
    public static Int128 Numbers(Int128 size, Int128 bandwidth) => size * ((3 * bandwidth) + 1);

    /// <summary>
    /// <c>ln |det|</c> by elimination with the largest pivot of each column, −∞ of a singular matrix and NaN where an entry is. The
    /// entries are gone after it.
    /// </summary>
    public double EliminateForLogAbsDet()
    {
        var sum = 0.0;
        for (var column = 0; column < _size; column++)
        {
            var pivot = PivotOf(column);
            var upper = Row(column, column);
            if (pivot != column)
            {
                Exchange(upper, Row(pivot, column));
            }

            sum += Math.Log(Math.Abs(upper[0]));
            if (upper[0] == 0)
            {
                break;
            }

            for (var row = column + 1; row <= LastRow(column); row++)
            {
                var lower = Row(row, column);
                if (lower[0] != 0)
                {
                    Subtract(lower[1..], upper[1..], lower[0] / upper[0]);
                }
            }
        }

        return sum;
    }

    private static int Stride(int bandwidth) => (3 * bandwidth) + 1;

    private int LastRow(int column) => Math.Min(column + _bandwidth, _size - 1);

    /// <summary>A row from a column on, as far as elimination in that column reaches.</summary>
    private Span<double> Row(int row, int column)
    {
        var length = Math.Min(column + (2 * _bandwidth), _size - 1) - column + 1;
        return _entries.AsSpan((row * _stride) + column - row + _bandwidth, length);
    }

    private int PivotOf(int column)
    {
        var best = column;
        for (var row = column + 1; row <= LastRow(column); row++)
        {
            if (Math.Abs(this[row, column]) > Math.Abs(this[best, column]))
            {
                best = row;
            }
        }

        return best;
    }

    private static void Exchange(Span<double> a, Span<double> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (b[i], a[i]);
        }
    }

    /// <summary><c>to −= factor·from</c>.</summary>
    private static void Subtract(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        var (i, factors) = (0, new Vector<double>(factor));
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(to[i..]) - (factors * new Vector<double>(from[i..]))).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] -= factor * from[i];
        }
    }
}
