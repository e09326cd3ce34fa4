using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>dx = (w·b)·f'</c> with the slope taken from <c>y = f(x)</c>, both panels, and <c>sums[row] += dx</c> lane by lane: what a
/// bias before f gets.
/// </summary>
/// <param name="y">The tile's first row of y.</param>
/// <param name="to">The tile's first row of dx.</param>
/// <param name="sums">A vector a row.</param>
/// <param name="rows">Rows that are left.</param>
internal readonly unsafe struct SlopeStore<TTile, TActivation>(float* y, float* to, float* sums, int rows) : ITileStore
    where TTile : struct, IGemmTile
    where TActivation : struct, IActivation
{
    private readonly float* _y = y, _to = to, _sums = sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int column, Vector512<float> product)
    {
        if (row < rows)
        {
            var offset = (row * TTile.Columns) + column;
            var gradient = product * TActivation.Slope(Vector512.Load(_y + offset));
            gradient.Store(_to + offset);
            var sum = _sums + (row * Lanes.Width);
            (Vector512.Load(sum) + gradient).Store(sum);
        }
    }
}
