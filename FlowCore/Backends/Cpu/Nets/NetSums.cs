using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>The parts of a net's gradients, added up in their order and in double.</summary>
internal readonly unsafe struct NetSums(NetSumLayout layout, float* parts, int count)
{
    private const int RowsAtATime = 8;

    // Entries whose sums are in registers at a time.
    private const int TileEntries = 2 * Lanes.Width;

    /// <summary>Adds the sums to the gradients.</summary>
    /// <param name="workspace">Whose threads do it.</param>
    /// <param name="gradients">One for each of the weights.</param>
    /// <param name="lastTaps">Taps of w3.</param>
    public void AddTo(Workspace workspace, NetWeights gradients, int lastTaps)
    {
        var sums = this;

        // Whole runs of the longest rows; a bias has a row of one vector.
        int[] rows = [layout.InputRows, layout.OutputRows, layout.Width, Lanes.Width];
        var longest = (RowsAtATime * (long)rows.Max()) + TileEntries;
        using var memory = workspace.Scratch(2 * workspace.Threads * longest);
        var totals = (double*)memory.Pointer;
        workspace.Team.ForRange(layout.Width, RowsAtATime, (first, end, worker) =>
            sums.AddRows((int)first, (int)(end - first), totals + (worker * longest), gradients, lastTaps));
    }

    private void AddRows(int row, int rows, double* totals, NetWeights gradients, int lastTaps)
    {
        var start = (long)row * layout.InputRows;
        Total(start, rows * layout.InputRows, totals);
        Add(totals, rows * layout.InputRows, CpuStorage.PointerOf(gradients.Weight1) + start);
        start = (long)row * layout.Width;
        Total(layout.Weight2 + start, rows * layout.Width, totals);
        Add(totals, rows * layout.Width, CpuStorage.PointerOf(gradients.Weight2) + start);

        // [W, (o, τ)] here, [O, W, τ] there.
        Total(layout.Weight3 + ((long)row * layout.OutputRows), rows * layout.OutputRows, totals);
        for (var each = 0; each < rows; each++)
        {
            var weight3 = CpuStorage.PointerOf(gradients.Weight3) + ((row + each) * lastTaps);
            var from = totals + (each * layout.OutputRows);
            for (var output = 0; output < layout.OutputRows; output += lastTaps)
            {
                Add(from + output, lastTaps, weight3 + ((long)output * layout.Width));
            }
        }

        AddBiases(layout.Bias1, row, rows, totals, CpuStorage.PointerOf(gradients.Bias1));
        AddBiases(layout.Bias2, row, rows, totals, CpuStorage.PointerOf(gradients.Bias2));
    }

    private void AddBiases(long start, int row, int rows, double* totals, float* to)
    {
        Total(start + ((long)row * Lanes.Width), rows * Lanes.Width, totals);
        for (var each = 0; each < rows; each++, totals += Lanes.Width)
        {
            var total = 0.0;
            for (var lane = 0; lane < Lanes.Width; lane++)
            {
                total += totals[lane];
            }

            to[row + each] += (float)total;
        }
    }

    /// <summary>The sums of some entries over all parts, a run of them at a time: what a part has of it is one read.</summary>
    private void Total(long start, int entries, double* totals)
    {
        for (var i = 0; i < entries; i += TileEntries)
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            var from = parts + start + i;
            var left = entries - i;
            for (var part = 0; part < count; part++, from += layout.Size)
            {
                var (x0, x1) = Vector512.Widen(Lanes.Load(from, left));
                s0 += x0;
                s1 += x1;
                if (left > Lanes.Width)
                {
                    var (x2, x3) = Vector512.Widen(Lanes.Load(from + Lanes.Width, left - Lanes.Width));
                    s2 += x2;
                    s3 += x3;
                }
            }

            s0.Store(totals + i);
            s1.Store(totals + i + Vector512<double>.Count);
            s2.Store(totals + i + Lanes.Width);
            s3.Store(totals + i + Lanes.Width + Vector512<double>.Count);
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
