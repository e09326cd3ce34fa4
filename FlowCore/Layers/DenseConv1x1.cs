using FlowCore.Autodiff.Operations;
using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>
/// An <see cref="InvertibleConv1x1"/> whose matrix is stored whole, as the published models have it. Training can make it
/// singular; a matrix too close to that for float32 is refused, with its determinant and condition number.
/// </summary>
public sealed class DenseConv1x1 : InvertibleConv1x1
{
    /// <summary>The worst condition number (in the 1-norm) whose inverse keeps a few digits in float32.</summary>
    public const double WorstCondition = 1e6;

    private readonly Parameter _weight;

    /// <summary>A random rotation.</summary>
    public DenseConv1x1(string name, ImageShape shape, PhiloxSequence random)
        : this(name, shape, () => RandomRotation(shape.Channels, random).ToRowMajorArray())
    {
    }

    /// <summary>A given matrix, C×C.</summary>
    public DenseConv1x1(string name, ImageShape shape, Matrix<double> matrix)
        : this(name, shape, Fitting(matrix, shape, name).ToRowMajorArray)
    {
    }

    private DenseConv1x1(string name, ImageShape shape, Func<double[]> initial)
        : base(name, shape)
    {
        _weight = new Parameter(name + ".weight", new Shape(shape.Channels, shape.Channels, 1, 1), initial);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weight];

    /// <inheritdoc/>
    public override string Describe() => "InvertibleConv1x1 dense";

    /// <inheritdoc/>
    public override Matrix<double> GetMatrix(IBackend backend) => HostMatrix.Read(backend, _weight.Value);

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var w = x.Tape.Use(_weight);
        var (inverse, logAbsDet) = Invert(x.Tape.Backend);
        return (x.Convolve<Identity>(w, bias: null), w.LogAbsDet(logAbsDet, inverse, InputShape.Plane, x.Shape.Batch));
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var w = z.Tape.Use(_weight);
        var (inverse, logAbsDet) = Invert(z.Tape.Backend);
        var solved = z.Tape.Allocate(w.Shape);
        z.Tape.Backend.Write(inverse.ToRowMajorArray(), solved);
        return (z.SolvePointwise(w, solved), w.LogAbsDet(logAbsDet, inverse, -InputShape.Plane, z.Shape.Batch));
    }

    private CheckedInverse Invert(IBackend backend) =>
        CheckedInverse.Of(Name, "a matrix", GetMatrix(backend), "Use the PLU parameterisation, or a lower learning rate.");
}
