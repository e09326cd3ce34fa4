using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Tests.Support;

/// <summary>The whole Jacobian of a layer at one sample, by central differences in double.</summary>
internal static class DenseJacobian
{
    private const double Step = 1e-5;

    public static Matrix<double> Of(PlacedLayer layer, double[] x)
    {
        var columns = new List<double[]>(x.Length);
        for (var j = 0; j < x.Length; j++)
        {
            var (above, below) = (Moved(j, Step), Moved(j, -Step));
            columns.Add([.. Numbers.Sum(above, below, -1).Select(change => change / (2 * Step))]);
        }

        return Matrix<double>.Build.DenseOfColumnArrays(columns);

        double[] Moved(int index, double by)
        {
            var moved = (double[])x.Clone();
            moved[index] += by;
            return layer.Forward(moved, samples: 1).Value;
        }
    }

    /// <summary><c>ln |det|</c>, by LU.</summary>
    public static double LogAbsDet(Matrix<double> matrix) =>
        matrix.LU().U.Diagonal().Sum(d => Math.Log(Math.Abs(d)));
}
