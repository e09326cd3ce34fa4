using System.Collections.Immutable;
using FlowCore.Autodiff.Operations;
using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>
/// An <see cref="InvertibleConv1x1"/> as <c>W = P·L·(U + diag(sign·exp(logs)))</c>, log-det <c>H·W·Σ logs</c> exactly. P and the
/// signs are fixed when it is made. W cannot become singular, and its inverse is two triangular solves.
/// </summary>
public sealed class PluConv1x1 : InvertibleConv1x1
{
    private const int MostListed = 20;

    private readonly Constant _permutation;
    private readonly Constant _signs;
    private readonly Parameter _lower;
    private readonly Parameter _upper;
    private readonly Parameter _logDiagonal;
    private PluFrame? _frame;

    /// <summary>A random rotation.</summary>
    public PluConv1x1(string name, ImageShape shape, PhiloxSequence random)
        : this(name, shape, new Lazy<PluStart>(() => PluStart.Of(RandomRotation(shape.Channels, random), name)))
    {
    }

    /// <summary>A given matrix, C×C and not singular.</summary>
    public PluConv1x1(string name, ImageShape shape, Matrix<double> matrix)
        : this(name, shape, new Lazy<PluStart>(PluStart.Of(Fitting(matrix, shape, name), name)))
    {
    }

    private PluConv1x1(string name, ImageShape shape, Lazy<PluStart> start)
        : base(name, shape)
    {
        var diagonal = new Shape(shape.Channels);
        _permutation = new Constant(name + ".permutation", diagonal, () => [.. start.Value.Frame.Permutation], PermutationFault);
        _signs = new Constant(name + ".signs", diagonal, () => [.. start.Value.Frame.Signs], SignsFault);
        var triangle = new Shape(InitialValues.Extent(name, (Int128)shape.Channels * (shape.Channels - 1) / 2));
        _lower = new Parameter(name + ".lower", triangle, () => start.Value.Lower);
        _upper = new Parameter(name + ".upper", triangle, () => start.Value.Upper);
        _logDiagonal = new Parameter(name + ".logDiagonal", diagonal, () => start.Value.LogDiagonal);
    }

    /// <summary>P and the signs, which a checkpoint keeps beside the parameters.</summary>
    public PluFrame Frame => _frame is { } frame && frame.Permutation == _permutation.Values && frame.Signs == _signs.Values
        ? frame
        : _frame = new PluFrame(_permutation.Values, _signs.Values);

    /// <summary>logs, <c>[C]</c>.</summary>
    public Parameter LogDiagonal => _logDiagonal;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_lower, _upper, _logDiagonal];

    /// <inheritdoc/>
    public override IReadOnlyList<Constant> Constants => [_permutation, _signs];

    /// <inheritdoc/>
    public override string Describe() => "InvertibleConv1x1 PLU";

    /// <inheritdoc/>
    public override Matrix<double> GetMatrix(IBackend backend)
    {
        using var tape = new Tape(backend, recording: false);
        return HostMatrix.Read(backend, Compose(tape).Value);
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var logDiagonal = x.Tape.Use(_logDiagonal);
        return (x.Convolve<Identity>(Compose(x.Tape), bias: null), LogDet(logDiagonal, InputShape.Plane, x));
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var logDiagonal = z.Tape.Use(_logDiagonal);
        var x = z.SolvePointwise(Compose(z.Tape), Invert(z.Tape).Value);
        return (x, LogDet(logDiagonal, -InputShape.Plane, z));
    }

    private static (string Expected, string Got)? PermutationFault(ImmutableArray<int> rows) =>
        rows.Order().SequenceEqual(Enumerable.Range(0, rows.Length))
            ? null
            : ($"a permutation of 0 to {rows.Length - 1}", string.Join(' ', rows.Take(MostListed)));

    private static (string Expected, string Got)? SignsFault(ImmutableArray<int> signs) =>
        signs.All(sign => sign is 1 or -1) ? null : ("1 or -1", $"{signs.First(sign => sign is not (1 or -1))}");

    private static Variable LogDet(Variable logDiagonal, double factor, Variable like) =>
        logDiagonal.BroadcastSum(factor, like.Shape.Batch);

    private Variable Compose(Tape tape) => tape.Derived(_lower, this, static (tape, layer) =>
        tape.Use(layer._lower).ComposePlu(tape.Use(layer._upper), tape.Use(layer._logDiagonal), layer.Frame));

    private Variable Invert(Tape tape) => tape.Derived(_upper, this, static (tape, layer) => tape.Input(
        tape.Use(layer._lower).InvertPlu(tape.Use(layer._upper), tape.Use(layer._logDiagonal), layer.Frame)));
}
