using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Verification;

/// <summary>A normal with the mean and covariance of some points, <c>q(x) = N(x; μ, LLᵀ)</c>, in double.</summary>
internal sealed class NormalProposal
{
    private readonly Vector<double> _mean;
    private readonly Matrix<double> _factor;
    private readonly double _logScale;

    private NormalProposal(Vector<double> mean, Matrix<double> factor)
    {
        (_mean, _factor) = (mean, factor);
        _logScale = -factor.Diagonal().Sum(Math.Log) - (0.5 * mean.Count * Math.Log(2 * Math.PI));
    }

    /// <summary>Fits one to points, or gives null where they have no covariance that is positive.</summary>
    /// <param name="points">More of them than dimensions.</param>
    public static NormalProposal? Fit(double[][] points)
    {
        var matrix = Matrix<double>.Build.DenseOfRowArrays(points);
        var mean = matrix.ColumnSums() / points.Length;
        var centred = Matrix<double>.Build.Dense(matrix.RowCount, matrix.ColumnCount, (row, column) => matrix[row, column] - mean[column]);
        var covariance = centred.TransposeThisAndMultiply(centred) / (points.Length - 1);
        if (!covariance.ForAll(double.IsFinite) || covariance.Evd(Symmetricity.Symmetric).EigenValues.Any(value => value.Real <= 0))
        {
            return null;
        }

        return new NormalProposal(mean, covariance.Cholesky().Factor);
    }

    /// <summary>A draw.</summary>
    public double[] Draw(PhiloxSequence random) =>
        (_mean + (_factor * Vector<double>.Build.Dense(_mean.Count, _ => random.NextNormal()))).ToArray();

    /// <summary><c>ln q(x)</c>.</summary>
    public double LogDensity(double[] x)
    {
        var sum = 0.0;
        var solved = new double[x.Length];
        for (var row = 0; row < x.Length; row++)
        {
            var value = x[row] - _mean[row];
            for (var column = 0; column < row; column++)
            {
                value -= _factor[row, column] * solved[column];
            }

            solved[row] = value / _factor[row, row];
            sum += solved[row] * solved[row];
        }

        return _logScale - (0.5 * sum);
    }
}
