using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace FlowCore.Verification;

/// <summary>
/// The whole Jacobian of a map at one image, as a matrix of doubles. A batch holds the same image many times, and the gradient that
/// starts at sample j has a 1 at output j: what arrives at the input of that sample is row j.
/// </summary>
internal sealed class DenseJacobian
{
    private const int RowsAtATime = 128;
    private const int Rounds = 60;

    private readonly LU<double> _lu;
    private readonly Matrix<double> _lower;
    private readonly Matrix<double> _upper;

    private DenseJacobian(Matrix<double> matrix)
    {
        Matrix = matrix;
        _lu = matrix.LU();
        (_lower, _upper) = (_lu.L, _lu.U);
    }

    /// <summary>∂output/∂input, D×D.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary><c>ln |det|</c>, by LU.</summary>
    public double LogAbsDet => _upper.Diagonal().Sum(d => Math.Log(Math.Abs(d)));

    /// <summary><c>‖J‖₂</c>, from below, by power iteration.</summary>
    public double Norm => PowerIterate(Matrix.Multiply, Matrix.TransposeThisAndMultiply);

    /// <summary><c>‖J⁻¹‖₂</c>, from below, by power iteration on the triangles of LU.</summary>
    public double InverseNorm => PowerIterate(_lu.Solve, SolveTransposed);

    /// <summary>The Jacobian of a map, or null where no gradient arrives.</summary>
    /// <param name="backend">Where it is computed.</param>
    /// <param name="shape">The input, C×H×W.</param>
    /// <param name="x"><c>[C, H, W]</c>.</param>
    /// <param name="map">Gives the outputs of a batch, whose dimensions add up to the input's.</param>
    public static DenseJacobian? Of(IBackend backend, ImageShape shape, double[] x, Func<Variable, IReadOnlyList<Variable>> map)
    {
        var size = shape.Dimensions;
        var matrix = Matrix<double>.Build.Dense(size, size);
        for (var first = 0; first < size; first += RowsAtATime)
        {
            if (!AddRows(backend, shape, x, map, matrix, first, Math.Min(RowsAtATime, size - first)))
            {
                return null;
            }
        }

        return new DenseJacobian(matrix);
    }

    private static bool AddRows(
        IBackend backend,
        ImageShape shape,
        double[] x,
        Func<Variable, IReadOnlyList<Variable>> map,
        Matrix<double> matrix,
        int first,
        int count)
    {
        using var tape = new Tape(backend);
        using var batch = LayerRun.Write(backend, Batches.Repeat(x, shape, count), shape.Batched(count));
        var input = tape.Input(batch, needsGradient: true);
        var outputs = map(input);
        var seeds = new (Variable Output, Tensor Gradient)[outputs.Count];
        var offset = 0;
        for (var k = 0; k < seeds.Length; k++)
        {
            var (plane, values) = (outputs[k].Shape.Plane, new double[outputs[k].Shape.Count]);
            for (var j = 0; j < count; j++)
            {
                var element = first + j - offset;
                if (element >= 0 && element < outputs[k].Shape.Channels * plane)
                {
                    values[((((element / plane) * count) + j) * plane) + (element % plane)] = 1;
                }
            }

            offset += outputs[k].Shape.Channels * plane;
            seeds[k] = (outputs[k], LayerRun.Write(backend, values, outputs[k].Shape));
        }

        try
        {
            tape.Backward(seeds);
            if (input.Gradient is not { } gradient)
            {
                return false;
            }

            var rows = Batches.Samples(LayerRun.Read(backend, gradient), shape, count);
            for (var j = 0; j < count; j++)
            {
                matrix.SetRow(first + j, rows[j]);
            }

            return true;
        }
        finally
        {
            Array.ForEach(seeds, seed => seed.Gradient.Dispose());
        }
    }

    private static double PowerIterate(Func<Vector<double>, Vector<double>> map, Func<Vector<double>, Vector<double>> transposed, int size)
    {
        // Numbers without a pattern, the same each time.
        var vector = Vector<double>.Build.Dense(size, i => Math.Sin(1 + (2.3 * i) + (0.7 * i * i)));
        var norm = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            vector = map(vector / vector.L2Norm());
            norm = vector.L2Norm();
            vector = transposed(vector / norm);
        }

        return norm;
    }

    private double PowerIterate(Func<Vector<double>, Vector<double>> map, Func<Vector<double>, Vector<double>> transposed) =>
        PowerIterate(map, transposed, Matrix.RowCount);

    /// <summary><c>Jᵀx = b</c>. Row i of J is row P[i] of <c>L·U</c>, so that x has element P[i] of <c>L⁻ᵀ·U⁻ᵀ·b</c> at i.</summary>
    internal Vector<double> SolveTransposed(Vector<double> right)
    {
        var (x, size) = (right.ToArray(), right.Count);
        double[] lower = _lower.AsColumnMajorArray(), upper = _upper.AsColumnMajorArray();
        for (var i = 0; i < size; i++)
        {
            var column = upper.AsSpan(i * size, i + 1);
            for (var k = 0; k < i; k++)
            {
                x[i] -= column[k] * x[k];
            }

            x[i] /= column[i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            var column = lower.AsSpan(i * size, size);
            for (var k = i + 1; k < size; k++)
            {
                x[i] -= column[k] * x[k];
            }
        }

        var result = Vector<double>.Build.Dense(size);
        for (var i = 0; i < size; i++)
        {
            result[i] = x[_lu.P[i]];
        }

        return result;
    }
}
