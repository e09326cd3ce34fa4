using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// Solves one group of one sample, with the pixels of an anti-diagonal in the lanes: none of them needs another.
/// </summary>
/// <remarks>
/// Pixel (a, b) of the orientation's own order lies at place a of diagonal a + b, <c>[diagonal, channel, place]</c>: the
/// neighbours at one lag are a vector of an earlier diagonal, and those of one row of lags follow one another. There are
/// zeros where a diagonal has no pixel, before each diagonal and before the first.
/// </remarks>
internal readonly unsafe struct DiagonalSolve<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private readonly SolveExtents _extents;
    private readonly long _channel, _diagonal, _start;

    public DiagonalSolve(SolveExtents extents)
    {
        // The last vector of a diagonal may end a vector past its last place.
        _extents = extents;
        _channel = extents.LagRows - 1 + extents.Height + Lanes.Width;
        _diagonal = extents.Size * _channel;
        _start = ((extents.LagRows + extents.LagColumns - 2) * _diagonal) + extents.LagRows - 1;
    }

    /// <summary>Floats of working memory: skewed images of the right sides and of the results.</summary>
    public long MemorySize => 2 * Floats;

    /// <summary>What a sample costs, with the way of each of its numbers into the skewed image and back.</summary>
    public long Cost => (Steps * _extents.StepCost) + (6L * _extents.Plane * _extents.Size);

    private long Steps
    {
        get
        {
            var steps = 0L;
            var longest = Math.Min(_extents.Height, _extents.Width);
            for (var d = 0; d < _extents.Diagonals; d++)
            {
                var length = Math.Min(longest, Math.Min(d + 1, _extents.Diagonals - d));
                steps += (length + TVector.Width - 1) / TVector.Width;
            }

            return steps;
        }
    }

    private long Floats => (_start + (_extents.Diagonals * _diagonal) + Lanes.Width - 1) & ~(Lanes.Width - 1L);

    /// <param name="recurrence">The group's factors.</param>
    /// <param name="signs">Where earlier pixels lie: (+1, +1) is above and to the left.</param>
    /// <param name="source">The sample's first channel; channels are <paramref name="columns"/> apart.</param>
    /// <param name="target">Laid out alike; may be <paramref name="source"/>.</param>
    /// <param name="columns">Floats of a channel of the whole batch.</param>
    /// <param name="memory">Working memory.</param>
    public void Run(
        Recurrence recurrence, (int Row, int Column) signs, float* source, float* target, long columns, float* memory)
    {
        var right = memory + _start;
        var solved = right + Floats;
        NativeMemory.Clear(memory + Floats, (nuint)(Floats * sizeof(float)));
        var (height, width) = (_extents.Height, _extents.Width);
        var (rowStride, columnStride) = (signs.Row * width, signs.Column);
        var first = (signs.Row > 0 ? 0 : (height - 1) * width) + (signs.Column > 0 ? 0 : width - 1);
        for (var c = 0; c < _extents.Size; c++)
        {
            for (var a = 0; a < height; a++)
            {
                var from = source + (c * columns) + first + (a * rowStride);
                var to = right + (c * _channel) + (a * (_diagonal + 1));
                for (var b = 0; b < width; b++)
                {
                    *to = *from;
                    from += columnStride;
                    to += _diagonal;
                }
            }
        }

        Solve(recurrence, right, solved);

        var results = recurrence.IsTransposed ? right : solved;
        for (var c = 0; c < _extents.Size; c++)
        {
            for (var a = 0; a < height; a++)
            {
                var from = results + (c * _channel) + (a * (_diagonal + 1));
                var to = target + (c * columns) + first + (a * rowStride);
                for (var b = 0; b < width; b++)
                {
                    *to = *from;
                    from += _diagonal;
                    to += columnStride;
                }
            }
        }
    }

    /// <summary>Solves from skewed right sides, which the results of the transposed inverse replace.</summary>
    private void Solve(Recurrence recurrence, float* right, float* solved)
    {
        var (lagRows, lagColumns) = (_extents.LagRows - 1, _extents.LagColumns - 1);
        var lags = ((lagRows + lagColumns) * _diagonal) + lagRows;
        var run = new StepSequence
        {
            RightStride = TVector.Width,
            RunStride = _diagonal + 1,
            Stride = TVector.Width,
            ChannelStride = _channel,
        };
        var after = run;
        for (var d = 0; d < _extents.Diagonals; d++)
        {
            var start = Math.Max(0, d - _extents.Width + 1);
            var pixels = Math.Min(_extents.Height, d + 1) - start;
            var offset = (d * _diagonal) + start;
            run.Count = (pixels + TVector.Width - 1) / TVector.Width;
            run.Right = right + offset;
            run.Lags = solved + offset - lags;
            run.Target = solved + offset;
            SolveSteps<TVector>.Run(recurrence.Terms, _extents.Size, recurrence.Factors, run);
            var last = pixels % TVector.Width;
            if (last > 0)
            {
                ClearPast(last, solved + offset + pixels - last);
            }

            if (recurrence.IsTransposed)
            {
                after.Count = run.Count;
                after.Right = run.Target;
                after.Target = run.Right;
                SolveSteps<TVector>.Run(recurrence.AfterTerms, _extents.Size, recurrence.AfterFactors, after);
            }
        }
    }

    /// <summary>
    /// Zeros again where a diagonal has no pixel, for those that look there for a neighbour: what was summed up there came
    /// from right sides that nobody wrote.
    /// </summary>
    private void ClearPast(int pixels, float* solved)
    {
        for (var c = 0; c < _extents.Size; c++)
        {
            Vector512.Store(Lanes.Load(solved, pixels), solved);
            solved += _channel;
        }
    }
}
