using System.Runtime.InteropServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// Solves one group of many samples, a sample a lane: samples are independent, so the pixels go in plain raster order and
/// every lane does the same arithmetic.
/// </summary>
/// <remarks>
/// The image goes through in blocks of rows, so that what is being worked on stays in the nearest caches. A block's right
/// sides are <c>[pixel, channel, lane]</c> as the image has them; its solved rows lie below those they still need, in the
/// orientation's own order, with zeros before each row and above the first.
/// </remarks>
internal readonly unsafe struct SampleSolve<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    // 64 KiB of right sides: with the solved rows beside them they fit a second-level cache of 256 KiB.
    private const int BlockFloats = 16384;

    private readonly SolveExtents _extents;
    private readonly int _block;
    private readonly long _pixel, _row;

    public SampleSolve(SolveExtents extents)
    {
        _extents = extents;
        _pixel = (long)extents.Size * TVector.Width;
        _row = (extents.Width + extents.LagColumns - 1) * _pixel;
        _block = (int)Math.Clamp(BlockFloats / (extents.Width * _pixel), 1, extents.Height);
    }

    /// <summary>What a vector of samples costs, with its way into lanes and back.</summary>
    public long Cost => _extents.Plane * (_extents.StepCost + (8L * _extents.Size));

    /// <summary>Floats of working memory.</summary>
    public long MemorySize => RightFloats + SolvedFloats;

    private long RightFloats => _block * _extents.Width * _pixel;

    private long SolvedFloats => (_block + _extents.LagRows - 1) * _row;

    /// <param name="recurrence">The group's factors.</param>
    /// <param name="signs">Where earlier pixels lie: (+1, +1) is above and to the left.</param>
    /// <param name="source">The first channel of the first sample; samples are a plane apart, channels <paramref name="columns"/>.</param>
    /// <param name="target">Laid out alike; may be <paramref name="source"/>.</param>
    /// <param name="columns">Floats of a channel of the whole batch.</param>
    /// <param name="samples">How many, up to a vector's lanes.</param>
    /// <param name="memory">Working memory.</param>
    public void Run(
        Recurrence recurrence, (int Row, int Column) signs, float* source, float* target, long columns, int samples, float* memory)
    {
        var solved = memory + RightFloats;
        NativeMemory.Clear(solved, (nuint)(SolvedFloats * sizeof(float)));
        for (var start = 0; start < _extents.Height; start += _block)
        {
            if (start > 0)
            {
                // The last rows of the block before are those that this one needs.
                var kept = (_extents.LagRows - 1) * _row * sizeof(float);
                Buffer.MemoryCopy(solved + (_block * _row), solved, kept, kept);
            }

            var rows = Math.Min(_block, _extents.Height - start);
            var first = (signs.Row > 0 ? start : _extents.Height - start - rows) * _extents.Width;
            for (var c = 0; c < _extents.Size; c++)
            {
                SampleTiles<TVector>.Load(
                    source + (c * columns) + first, _extents.Plane, samples, rows * _extents.Width, memory + (c * TVector.Width), _pixel);
            }

            for (var row = 0; row < rows; row++)
            {
                var imageRow = signs.Row > 0 ? row : rows - 1 - row;
                SolveRow(recurrence, signs.Column, memory + (imageRow * _extents.Width * _pixel), solved + (row * _row));
            }

            for (var c = 0; c < _extents.Size; c++)
            {
                SampleTiles<TVector>.Store(
                    memory + (c * TVector.Width), _pixel, samples, rows * _extents.Width, target + (c * columns) + first, _extents.Plane);
            }
        }
    }

    /// <summary>Solves a row whose right sides are replaced by the results.</summary>
    /// <param name="recurrence">The group's factors.</param>
    /// <param name="sign">+1 from left to right.</param>
    /// <param name="right">The row's right sides.</param>
    /// <param name="lags">The first of the solved rows that it needs.</param>
    private void SolveRow(Recurrence recurrence, int sign, float* right, float* lags)
    {
        var (width, size) = (_extents.Width, _extents.Size);
        var first = sign > 0 ? right : right + ((width - 1) * _pixel);
        var step = sign * _pixel;
        var solved = lags + ((_extents.LagRows - 1) * _row) + ((_extents.LagColumns - 1) * _pixel);
        var run = new StepSequence
        {
            Count = width,
            Right = first,
            RightStride = step,
            Lags = lags,
            RunStride = _row,
            Target = solved,
            Stride = _pixel,
            ChannelStride = TVector.Width,
        };
        SolveSteps<TVector>.Run(recurrence.Terms, size, recurrence.Factors, run);
        if (recurrence.IsTransposed)
        {
            run.Right = solved;
            run.RightStride = _pixel;
            run.Target = first;
            run.Stride = step;
            SolveSteps<TVector>.Run(recurrence.AfterTerms, size, recurrence.AfterFactors, run);
            return;
        }

        for (var column = 0; column < width; column++)
        {
            for (var i = 0; i < _pixel; i += TVector.Width)
            {
                TVector.Load(solved + i).Store(first + i);
            }

            solved += _pixel;
            first += step;
        }
    }
}
