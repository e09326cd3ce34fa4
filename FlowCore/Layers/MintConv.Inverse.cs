using System.Globalization;
using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <content>
/// The inverse by a damped Newton iteration that takes the diagonal of the Jacobian for all of it. What that leaves out is strictly
/// triangular, so that at α = 1 the error of a linear f is 0 after as many iterations as its longest chain of dependences, and of
/// any f each pixel converges once those before it have.
/// </content>
public sealed partial class MintConv
{
    /// <summary>The iteration's <see cref="Damping"/> unless another is asked for: that of the paper's CIFAR-10 models.</summary>
    public const double DefaultDamping = 1.1;

    /// <summary>The <see cref="Tolerance"/> unless another is asked for.</summary>
    public const double DefaultTolerance = 1e-5;

    /// <summary>The <see cref="Iterations"/> unless others are asked for; the paper makes 100.</summary>
    public const int DefaultIterations = 200;

    /// <summary>
    /// The residual at which a sample is done: <c>‖z − f(x)‖₂ ≤ Tolerance·max(√D, ‖z‖₂)</c> over its D numbers. The error of x is at
    /// most that times the gain of the inverse.
    /// </summary>
    public double Tolerance { get; init; } = DefaultTolerance;

    /// <summary>Updates of x that may be made before the inverse refuses.</summary>
    public int Iterations { get; init; } = DefaultIterations;

    /// <summary>α: more is slower, and converges where slopes change more between an iteration and the next.</summary>
    public double Damping { get; init; } = DefaultDamping;

    /// <summary>
    /// x with f(x) = z to the <see cref="Tolerance"/>, and <c>−Σ ln d(x)</c>. A sample that is done moves no more, so that none depends
    /// on how long others take.
    /// </summary>
    /// <exception cref="FlowException">A sample has not converged, or the tape records.</exception>
    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var (tape, backend, samples) = (z.Tape, z.Tape.Backend, z.Shape.Batch);
        if (tape.IsRecording)
        {
            throw new FlowException(
                Name + " (inverse)", "a tape that does not record", "one that does", "The inverse of mintnet does not train: train it forwards.");
        }

        var solution = tape.Allocate(z.Shape);
        backend.Copy(z.Value, solution);
        var x = tape.Input(solution);
        using var residual = backend.Allocate(z.Shape);
        using var update = backend.Allocate(z.Shape);
        using var sums = backend.Allocate(new Shape(z.Shape.Channels, samples, 1, 1));
        using var gate = backend.Allocate(new Shape(samples));
        var least = Math.Sqrt(InputShape.Dimensions);
        double[] limits = [.. Norms(backend, z.Value, update, sums).Select(norm => Tolerance * Math.Max(least, norm))];
        for (var iteration = 0; ; iteration++)
        {
            var frame = tape.OpenFrame();
            var (value, diagonal) = Evaluate(x);
            backend.Copy(z.Value, residual);
            backend.Add(value.Value, residual, -1);
            var norms = Norms(backend, residual, update, sums);
            if (!Enumerable.Range(0, samples).Any(IsOpen))
            {
                var logDet = tape.ZeroLogDet(samples).Plus(diagonal.LogDensity<NaturalLog>(), -1);
                tape.CloseFrame(frame, logDet);
                return (x, logDet);
            }

            if (iteration >= Iterations || !norms.All(double.IsFinite))
            {
                throw NotConverged(norms, limits, iteration);
            }

            // (z − f)/(α·d) where it is open, and 0 where it is done.
            backend.Write([.. Enumerable.Range(0, samples).Select(n => IsOpen(n) ? 1 / Damping : 0)], gate);
            backend.LogDensityGradient<NaturalLog>(diagonal.Value, gate, update, accumulate: false);
            backend.ActivateGradient<Exponential>(residual, update, update);
            backend.Add(update, solution);
            tape.CloseFrame(frame);

            // One that is not a number is not done either.
            bool IsOpen(int n) => !(norms[n] <= limits[n]);
        }
    }

    private FlowException NotConverged(double[] norms, double[] limits, int iterations)
    {
        var worst = Enumerable.Range(0, norms.Length).MaxBy(n => double.IsFinite(norms[n]) ? norms[n] / limits[n] : double.PositiveInfinity);
        return new FlowException(
            Name + " (inverse)",
            string.Create(CultureInfo.InvariantCulture, $"a residual of at most {limits[worst]:g3}"),
            string.Create(CultureInfo.InvariantCulture, $"{norms[worst]:g3} for image {worst + 1} of {norms.Length} after {iterations} iterations"),
            "Train at a lower rate, or give the layer a larger MintConv.Damping or more MintConv.Iterations.");
    }

    /// <summary>The 2-norm of each sample.</summary>
    private static double[] Norms(IBackend backend, Tensor x, Tensor squares, Tensor sums)
    {
        backend.ActivateGradient<Exponential>(x, x, squares);
        backend.Fill(sums, 0);
        backend.SumPlanes(squares, sums);
        var (channels, samples) = (sums.Shape.Channels, sums.Shape.Batch);
        var values = new double[sums.Shape.Count];
        backend.Read(sums, values);
        return [.. Enumerable.Range(0, samples).Select(n => Math.Sqrt(Enumerable.Range(0, channels).Sum(c => values[(c * samples) + n])))];
    }
}
