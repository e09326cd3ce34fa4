using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void AssembleCausal(Tensor? free, Tensor logDiagonal, int groups, bool mirrored, Tensor w)
    {
        var logs = View(logDiagonal);
        var to = View(w);
        var next = 0;
        foreach (var (o, i, y, x, order) in CausalPlaces(w.Shape, groups, mirrored))
        {
            to[o, i, y, x] = order switch
            {
                < 0 => free is null ? 0.0 : View(free)[next++],
                0 => Math.Exp(logs[DiagonalEntry(w.Shape, groups, o, i)]),
                _ => 0.0,
            };
        }
    }

    public void AssembleCausalGradient(Tensor w, Tensor dw, int groups, bool mirrored, Tensor? dfree, Tensor dlogDiagonal)
    {
        var value = View(w);
        var from = View(dw);
        var logs = View(dlogDiagonal);
        var next = 0;
        foreach (var (o, i, y, x, order) in CausalPlaces(w.Shape, groups, mirrored))
        {
            if (order < 0 && dfree is not null)
            {
                View(dfree)[next++] += from[o, i, y, x];
            }
            else if (order == 0)
            {
                logs[DiagonalEntry(w.Shape, groups, o, i)] += from[o, i, y, x] * value[o, i, y, x];
            }
        }
    }

    private static int DiagonalEntry(Shape w, int groups, int o, int i)
    {
        var group = w[1] / groups;
        return (o * group) + (i % group);
    }

    /// <summary>Every entry in the order of the free weights, and whether what it sees comes before (−1), is (0) or comes after.</summary>
    private static IEnumerable<(int O, int I, int Y, int X, int Order)> CausalPlaces(Shape w, int groups, bool mirrored)
    {
        var places = Each.Of(w[0], w[1], w[2], w[3]);
        foreach (var (o, i, y, x) in mirrored ? places.Reverse() : places)
        {
            var order = (y, x, i / (w[1] / groups)).CompareTo((w[2] / 2, w[3] / 2, o / (w[0] / groups)));
            yield return (o, i, y, x, mirrored ? -order : order);
        }
    }
}
