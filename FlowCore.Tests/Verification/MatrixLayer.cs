using FlowCore.Autodiff;
using FlowCore.Layers;
using FlowCore.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Tests.Verification;

/// <summary>
/// A user's layer that is any matrix one way, any other the other way, and claims any log-dets: whatever is wrong with it was put there.
/// </summary>
internal sealed class MatrixLayer(string name, ImageShape input, ImageShape output, Matrix<double> forward, Matrix<double> inverse)
    : Bijector(name, input, output)
{
    /// <summary>The log-det that it claims forwards.</summary>
    public double LogDet { get; init; }

    /// <summary>The log-det that it claims of its inverse.</summary>
    public double InverseLogDet { get; init; }

    /// <summary>Whether it claims to be exact.</summary>
    public bool ClaimsExact { get; init; } = true;

    public override bool IsExact => ClaimsExact;

    /// <summary>A layer whose inverse and log-dets are right.</summary>
    public static MatrixLayer Of(string name, ImageShape shape, Matrix<double> matrix, double logDet) =>
        new(name, shape, shape, matrix, matrix.Inverse()) { LogDet = logDet, InverseLogDet = -logDet };

    /// <summary>A matrix of numbers by their places.</summary>
    public static Matrix<double> Matrix(ImageShape shape, Func<int, int, double> entry) =>
        Matrix<double>.Build.Dense(shape.Dimensions, shape.Dimensions, entry);

    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (Map(x, InputShape, OutputShape, forward), Claimed(x, LogDet));

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (Map(z, OutputShape, InputShape, inverse), Claimed(z, InverseLogDet));

    private static Variable Claimed(Variable x, double logDet)
    {
        var claimed = x.Tape.Allocate(new Shape(x.Shape.Batch));
        x.Tape.Backend.Fill(claimed, logDet);
        return x.Tape.Input(claimed);
    }

    private static Variable Map(Variable x, ImageShape from, ImageShape to, Matrix<double> matrix)
    {
        var tape = x.Tape;
        var y = tape.Allocate(to.Batched(x.Shape.Batch));
        Apply(x.Value, from, y, to, matrix);
        return tape.Record(y, [x], result =>
        {
            var share = tape.Allocate(x.Shape);
            Apply(result.Gradient!, to, share, from, matrix.Transpose());
            x.AddGradient(share);
        });

        void Apply(Tensor source, ImageShape given, Tensor target, ImageShape wanted, Matrix<double> by)
        {
            var samples = source.Shape.Batch;
            var numbers = new double[source.Shape.Count];
            tape.Backend.Read(source, numbers);
            var results = new double[numbers.Length];
            for (var n = 0; n < samples; n++)
            {
                var vector = Vector<double>.Build.Dense(given.Dimensions, i => numbers[Index(given, samples, n, i)]);
                var mapped = by * vector;
                for (var i = 0; i < mapped.Count; i++)
                {
                    results[Index(wanted, samples, n, i)] = mapped[i];
                }
            }

            tape.Backend.Write(results, target);
        }
    }

    private static int Index(ImageShape shape, int samples, int n, int element) =>
        ((((element / shape.Plane) * samples) + n) * shape.Plane) + (element % shape.Plane);
}
