namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void AssembleCausal(Tensor? free, Tensor logDiagonal, int groups, bool mirrored, Tensor w)
    {
        Fill(w, 0);
        var from = free is null ? null : Pointer(free);
        var logs = Pointer(logDiagonal);
        var to = Pointer(w);
        ForCausalRuns(w.Shape, groups, mirrored, (first, step, count, diagonal) =>
        {
            for (var i = 0; from is not null && i < count; i++)
            {
                to[first + (i * step)] = *from++;
            }

            if (diagonal >= 0)
            {
                to[first + (count * step)] = FloatMath.Exp(logs[diagonal]);
            }
        });
    }

    /// <inheritdoc/>
    public void AssembleCausalGradient(Tensor w, Tensor dw, int groups, bool mirrored, Tensor? dfree, Tensor dlogDiagonal)
    {
        var value = Pointer(w);
        var from = Pointer(dw);
        var to = dfree is null ? null : Pointer(dfree);
        var logs = Pointer(dlogDiagonal);
        ForCausalRuns(w.Shape, groups, mirrored, (first, step, count, diagonal) =>
        {
            for (var i = 0; to is not null && i < count; i++)
            {
                *to++ += from[first + (i * step)];
            }

            if (diagonal >= 0)
            {
                var centre = first + (count * step);
                logs[diagonal] += from[centre] * value[centre];
            }
        });
    }

    private delegate void CausalRun(long first, int step, int count, long diagonal);

    /// <summary>
    /// Runs <c>body(first, step, count, diagonal)</c> for the taps between each input and output, in the order of the free
    /// weights: count of them from an index on, backwards at a step of −1, and after them, if diagonal is not −1, the exponential
    /// of that entry.
    /// </summary>
    private static void ForCausalRuns(Shape w, int groups, bool mirrored, CausalRun body)
    {
        var (outputs, inputs, taps) = (w[0], w[1], w[2] * w[3]);
        var (group, before) = (inputs / groups, taps / 2);
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var order = (i / group).CompareTo(o / (outputs / groups));
                var (row, column) = mirrored ? (outputs - 1 - o, inputs - 1 - i) : (o, i);
                var first = (((long)row * inputs) + column) * taps;
                body(
                    mirrored ? first + taps - 1 : first,
                    mirrored ? -1 : 1,
                    order < 0 ? before + 1 : before,
                    order == 0 ? ((long)row * group) + (column % group) : -1);
            }
        }
    }
}
