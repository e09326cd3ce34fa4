using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>A matrix's inverse and log-determinant, on the host, in double.</summary>
/// <param name="Inverse">The inverse.</param>
/// <param name="LogAbsDet">ln |det|.</param>
internal readonly record struct CheckedInverse(Matrix<double> Inverse, double LogAbsDet)
{
    /// <summary>The inverse of a matrix that is far enough from singular for float32.</summary>
    /// <param name="layer">Whose it is.</param>
    /// <param name="name">What it is, for people.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="remedy">What to do where it is refused.</param>
    /// <exception cref="FlowException">Its condition number is above <see cref="DenseConv1x1.WorstCondition"/>, or not a number.</exception>
    public static CheckedInverse Of(string layer, string name, Matrix<double> matrix, string remedy)
    {
        var lu = matrix.LU();
        var logAbsDet = lu.U.Diagonal().Sum(d => Math.Log(Math.Abs(d)));
        var inverse = lu.Inverse();
        var condition = matrix.L1Norm() * inverse.L1Norm();
        return condition <= DenseConv1x1.WorstCondition
            ? new CheckedInverse(inverse, logAbsDet)
            : throw new FlowException(
                layer,
                string.Create(CultureInfo.InvariantCulture, $"{name} with a condition number of at most {DenseConv1x1.WorstCondition:g3}"),
                string.Create(
                    CultureInfo.InvariantCulture, $"{condition:g3} with |det| {Math.Exp(logAbsDet):g3}: it is close to singular"),
                remedy);
    }
}
