using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>The parts that a matrix is taken apart into, <c>P·L·(U + diag(sign·exp(logs)))</c>.</summary>
/// <param name="Frame">P and the signs.</param>
/// <param name="Lower">L below its diagonal, row by row.</param>
/// <param name="Upper">U above its diagonal, row by row.</param>
/// <param name="LogDiagonal">logs.</param>
internal sealed record PluStart(PluFrame Frame, double[] Lower, double[] Upper, double[] LogDiagonal)
{
    /// <summary>The parts of a matrix.</summary>
    /// <param name="matrix">C×C.</param>
    /// <param name="name">Whose, for the message.</param>
    /// <exception cref="FlowException">It is singular.</exception>
    public static PluStart Of(Matrix<double> matrix, string name)
    {
        var size = matrix.RowCount;
        var lu = matrix.LU();
        var diagonal = Enumerable.Range(0, size).Select(i => lu.U[i, i]).ToArray();
        if (diagonal.Any(d => d == 0 || !double.IsFinite(d)))
        {
            throw new FlowException(name, "a matrix that is not singular", "one with determinant 0", "Use another matrix.");
        }

        // MathNet's P.A takes row P[i] to row i, and P·W = L·U.
        var rows = Enumerable.Range(0, size).Select(i => lu.P[i]).ToImmutableArray();
        return new PluStart(
            new PluFrame(rows, [.. diagonal.Select(d => d < 0 ? -1 : 1)]),
            Triangle(size, lu.L, below: true),
            Triangle(size, lu.U, below: false),
            Array.ConvertAll(diagonal, d => Math.Log(Math.Abs(d))));
    }

    private static double[] Triangle(int size, Matrix<double> matrix, bool below) =>
    [
        .. from row in Enumerable.Range(0, size)
           from column in below ? Enumerable.Range(0, row) : Enumerable.Range(row + 1, size - 1 - row)
           select matrix[row, column],
    ];
}
