using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Autodiff.Operations;

/// <summary>The matrix of an invertible 1×1 convolution and its log-determinant, on a tape.</summary>
public static class MatrixOperation
{
    /// <summary><c>W = P·L·(U + diag(sign·exp(logs)))</c>, <c>[C, C, 1, 1]</c>.</summary>
    /// <param name="lower">L below its unit diagonal, row by row, <c>[C(C−1)/2]</c>.</param>
    /// <param name="upper">U above the diagonal, row by row, <c>[C(C−1)/2]</c>.</param>
    /// <param name="logDiagonal">logs, <c>[C]</c>.</param>
    /// <param name="frame">P and the signs.</param>
    public static Variable ComposePlu(this Variable lower, Variable upper, Variable logDiagonal, PluFrame frame)
    {
        var (tape, backend) = (lower.Tape, lower.Tape.Backend);
        var w = tape.Allocate(new Shape(frame.Size, frame.Size, 1, 1));
        backend.ComposePlu(lower.Value, upper.Value, logDiagonal.Value, frame, w);
        return tape.Record(w, [lower, upper, logDiagonal], output =>
            backend.ComposePluGradient(
                lower.Value,
                upper.Value,
                logDiagonal.Value,
                frame,
                output.Gradient!,
                lower.GradientSum(),
                upper.GradientSum(),
                logDiagonal.GradientSum()));
    }

    /// <summary>
    /// W⁻¹ of the matrix of <see cref="ComposePlu"/>, <c>[C, C, 1, 1]</c>, which lives as long as the tape. No gradient comes back
    /// through it: that of <see cref="ConvolutionOperation.SolvePointwise"/> goes to W.
    /// </summary>
    /// <param name="lower">L below its unit diagonal, row by row, <c>[C(C−1)/2]</c>.</param>
    /// <param name="upper">U above the diagonal, row by row, <c>[C(C−1)/2]</c>.</param>
    /// <param name="logDiagonal">logs, <c>[C]</c>.</param>
    /// <param name="frame">P and the signs.</param>
    public static Tensor InvertPlu(this Variable lower, Variable upper, Variable logDiagonal, PluFrame frame)
    {
        var inverse = lower.Tape.Allocate(new Shape(frame.Size, frame.Size, 1, 1));
        lower.Tape.Backend.InvertPlu(lower.Value, upper.Value, logDiagonal.Value, frame, inverse);
        return inverse;
    }

    /// <summary><c>factor·ln |det W|</c> for every sample, of a matrix that is stored whole. On the host, in double.</summary>
    /// <param name="w"><c>[C, C, 1, 1]</c>.</param>
    /// <param name="logAbsDet">ln |det W|.</param>
    /// <param name="inverse">W⁻¹.</param>
    /// <param name="factor">The pixels that it acts on.</param>
    /// <param name="samples">N.</param>
    /// <returns><c>[N]</c>.</returns>
    public static Variable LogAbsDet(this Variable w, double logAbsDet, Matrix<double> inverse, double factor, int samples)
    {
        var (tape, backend) = (w.Tape, w.Tape.Backend);
        var y = tape.Allocate(new Shape(samples));
        backend.Fill(y, factor * logAbsDet);
        return tape.Record(y, [w], output =>
        {
            var dy = new double[samples];
            backend.Read(output.Gradient!, dy);
            using var dw = backend.Allocate(w.Shape);

            // d ln|det W| / dW = W⁻ᵀ, row by row: W⁻¹ column by column.
            backend.Write((inverse * (factor * dy.Sum())).ToColumnMajorArray(), dw);
            w.AddGradient(dw);
        });
    }
}
