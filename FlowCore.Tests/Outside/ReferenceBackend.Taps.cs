using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void AssembleTaps(Tensor free, Tensor taps)
    {
        var from = View(free);
        var to = View(taps);
        var (groups, q) = (taps.Shape[0], taps.Shape[3]);
        foreach (var (g, o, i) in Each.Of(groups, q, q))
        {
            to[g, 0, 0, o, i] = o == i ? 1.0 : 0.0;
        }

        foreach (var (g, index, place) in FreePlaces(taps.Shape))
        {
            to[g, place.A, place.B, place.O, place.I] = from[g, index];
        }
    }

    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree)
    {
        var from = View(dtaps);
        var to = View(dfree);
        foreach (var (g, index, place) in FreePlaces(dtaps.Shape))
        {
            to[g, index] += from[g, place.A, place.B, place.O, place.I];
        }
    }

    public void FoldTaps(Tensor taps, Tensor folded)
    {
        var from = View(taps);
        var to = View(folded);
        var (groups, kh, kw, q) = (taps.Shape[0], taps.Shape[1], taps.Shape[2], taps.Shape[3]);
        for (var g = 0; g < groups; g++)
        {
            // Column i of the inverse: z_o = [o = i] − Σ_{m<o} A_0[o, m]·z_m.
            var inverse = new double[q, q];
            foreach (var (i, o) in Each.Of(q, q))
            {
                inverse[o, i] = o == i ? 1.0 : 0.0;
                for (var m = 0; m < o; m++)
                {
                    inverse[o, i] -= from[g, 0, 0, o, m] * inverse[m, i];
                }
            }

            foreach (var (a, b, o, i) in Each.Of(kh, kw, q, q))
            {
                var product = 0.0;
                for (var m = 0; m < q; m++)
                {
                    product += inverse[o, m] * from[g, a, b, m, i];
                }

                to[g, a, b, o, i] = (a, b) == (0, 0) ? inverse[o, i] : product;
            }
        }
    }

    /// <summary>Which entry of the taps each free weight of each group is, in the order of the free weights.</summary>
    private static IEnumerable<(int Group, int Index, (int A, int B, int O, int I) Place)> FreePlaces(Shape taps)
    {
        for (var g = 0; g < taps[0]; g++)
        {
            var index = 0;
            foreach (var place in Each.Of(taps[1], taps[2], taps[3], taps[4]))
            {
                var (a, b, o, i) = place;
                if ((a, b) != (0, 0) || i < o)
                {
                    yield return (g, index++, place);
                }
            }
        }
    }
}
