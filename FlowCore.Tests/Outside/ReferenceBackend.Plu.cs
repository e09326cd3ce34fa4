using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w)
    {
        var (l, v) = Triangles(lower, upper, logDiagonal, frame);
        var to = View(w);
        foreach (var (i, j) in Each.Of(frame.Size, frame.Size))
        {
            var sum = 0.0;
            for (var m = 0; m < frame.Size; m++)
            {
                sum += l[frame.Permutation[i], m] * v[m, j];
            }

            to[i, j] = sum;
        }
    }

    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal)
    {
        var (l, v) = Triangles(lower, upper, logDiagonal, frame);
        var size = frame.Size;
        var product = new double[size, size];
        foreach (var (i, j) in Each.Of(size, size))
        {
            product[frame.Permutation[i], j] = View(dw)[i, j];
        }

        // M = L·V: dL = dM·Vᵀ and dV = Lᵀ·dM.
        var (below, above) = (0, 0);
        foreach (var (i, j) in Each.Of(size, size))
        {
            var (dl, dv) = (0.0, 0.0);
            for (var m = 0; m < size; m++)
            {
                dl += product[i, m] * v[j, m];
                dv += l[m, i] * product[m, j];
            }

            if (j < i)
            {
                View(dlower)[below++] += dl;
            }
            else if (j > i)
            {
                View(dupper)[above++] += dv;
            }
            else
            {
                View(dlogDiagonal)[i] += dv * v[i, i];
            }
        }
    }

    public void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse)
    {
        var (l, v) = Triangles(lower, upper, logDiagonal, frame);
        var size = frame.Size;
        var to = View(inverse);
        for (var j = 0; j < size; j++)
        {
            // L·z = Pᵀe_j, whose one is at row P(j), and then V·x = z.
            var (z, x) = (new double[size], new double[size]);
            for (var i = 0; i < size; i++)
            {
                z[i] = i == frame.Permutation[j] ? 1.0 : 0.0;
                for (var m = 0; m < i; m++)
                {
                    z[i] -= l[i, m] * z[m];
                }
            }

            for (var i = size - 1; i >= 0; i--)
            {
                var sum = z[i];
                for (var m = i + 1; m < size; m++)
                {
                    sum -= v[i, m] * x[m];
                }

                x[i] = sum / v[i, i];
                to[i, j] = x[i];
            }
        }
    }

    /// <summary>L with ones on its diagonal, and V = U + diag(sign·exp(logs)).</summary>
    private (double[,] L, double[,] V) Triangles(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame)
    {
        var (l, v) = (new double[frame.Size, frame.Size], new double[frame.Size, frame.Size]);
        var (below, above) = (0, 0);
        foreach (var (i, j) in Each.Of(frame.Size, frame.Size))
        {
            if (j < i)
            {
                l[i, j] = View(lower)[below++];
            }
            else if (j > i)
            {
                v[i, j] = View(upper)[above++];
            }
            else
            {
                l[i, i] = 1.0;
                v[i, i] = frame.Signs[i] * Math.Exp(View(logDiagonal)[i]);
            }
        }

        return (l, v);
    }
}
