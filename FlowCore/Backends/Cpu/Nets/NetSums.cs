using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>The parts of a net's gradients, added up in their order and in double.</summary>
internal readonly unsafe struct NetSums(NetSumLayout layout, float* parts, int count)
{
    private const int RowsAtATime = 8;

    /// <summary>Adds the sums to the gradients.</summary>
    /// <param name="backend">Whose threads do it.</param>
    /// <param name="gradients">One for each of the weights.</param>
    /// <param name="lastTaps">Taps of w3.</param>
    public void AddTo(CpuBackend backend, NetWeights gradients, int lastTaps)
    {
        var sums = this;

        // Whole vectors of the longest row.
        var longest = (long)Math.Max(Math.Max(layout.InputRows, layout.OutputRows), layout.Width) + Lanes.Width;
        using var memory = backend.Scratch(2 * backend.Threads * longest);
        var totals = (double*)memory.Pointer;
        backend.Team.ForRange(layout.Width, RowsAtATime, (first, end, worker) =>
        {
            for (var row = first; row < end; row++)
            {
                sums.AddRow(row, totals + (worker * longest), gradients, lastTaps);
            }
        });
    }

    private void AddRow(long row, double* totals, NetWeights gradients, int lastTaps)
    {
        Total(row * layout.InputRows, layout.InputRows, totals);
        Add(totals, layout.InputRows, CpuBackend.Pointer(gradients.Weight1) + (row * layout.InputRows));
        Total(layout.Weight2 + (row * layout.Width), layout.Width, totals);
        Add(totals, layout.Width, CpuBackend.Pointer(gradients.Weight2) + (row * layout.Width));

        // [W, (o, τ)] here, [O, W, τ] there.
        Total(layout.Weight3 + (row * layout.OutputRows), layout.OutputRows, totals);
        var weight3 = CpuBackend.Pointer(gradients.Weight3) + (row * lastTaps);
        for (var start = 0; start < layout.OutputRows; start += lastTaps)
        {
            Add(totals + start, lastTaps, weight3 + ((long)start * layout.Width));
        }

        CpuBackend.Pointer(gradients.Bias1)[row] += Bias(layout.Bias1 + (row * Lanes.Width), totals);
        CpuBackend.Pointer(gradients.Bias2)[row] += Bias(layout.Bias2 + (row * Lanes.Width), totals);
    }

    private float Bias(long start, double* totals)
    {
        Total(start, Lanes.Width, totals);
        var total = 0.0;
        for (var lane = 0; lane < Lanes.Width; lane++)
        {
            total += totals[lane];
        }

        return (float)total;
    }

    private void Total(long start, int entries, double* totals)
    {
        for (var i = 0; i < entries; i += Lanes.Width)
        {
            Vector512<double> low = default, high = default;
            for (var part = 0; part < count; part++)
            {
                var (lower, upper) = Vector512.Widen(Lanes.Load(parts + (part * layout.Size) + start + i, entries - i));
                low += lower;
                high += upper;
            }

            low.Store(totals + i);
            high.Store(totals + i + Vector512<double>.Count);
        }
    }

    private static void Add(double* totals, int entries, float* to)
    {
        for (var i = 0; i < entries; i++)
        {
            to[i] += (float)totals[i];
        }
    }
}
