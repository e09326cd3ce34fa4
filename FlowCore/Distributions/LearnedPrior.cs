using FlowCore.Autodiff.Operations;
using FlowCore.Layers;

namespace FlowCore.Distributions;

/// <summary>
/// A normal whose mean and scale are learned, of each channel and from what is known of the sample besides: Glow's prior of a
/// split (<c>split2d</c> in its code) and of a class (its <c>ycond</c>). <c>ε = z·exp(s) + t</c> is standard normal, with
/// <c>[h_s; t] = (W ∗ parent + E·labels + b)·exp(3·l)</c> and <c>s = 2·tanh(h_s/2)</c>, so that
/// <c>ln p(z) = ln N(ε) + Σ s</c>. All of it starts at 0, as a standard normal.
/// </summary>
public sealed class LearnedPrior : Prior
{
    private const int ParentKernel = 3;

    private readonly ClassEmbedding? _embedding;
    private readonly Parameter? _parentWeight;
    private readonly Parameter _bias;
    private readonly Parameter _logScale;

    /// <summary>A prior that starts as a standard normal.</summary>
    /// <param name="name">Its path in the model.</param>
    /// <param name="shape">The latent, C×H×W.</param>
    /// <param name="parent">What goes on beside it, P×H×W, or null.</param>
    /// <param name="condition">Labels, K×1×1, or null.</param>
    public LearnedPrior(string name, ImageShape shape, ImageShape? parent = null, ImageShape? condition = null)
        : base(name, shape)
    {
        var outputs = checked(2 * shape.Channels);
        (ParentShape, ConditionShape) = (parent, condition);
        _embedding = condition is { } labels ? new ClassEmbedding(name, labels, outputs, random: null) : null;
        _parentWeight = parent is { } passing
            ? InitialValues.Zeros(name + ".parent.weight", new Shape(outputs, passing.Channels, ParentKernel, ParentKernel))
            : null;
        _bias = InitialValues.Zeros(name + ".bias", new Shape(outputs));
        _logScale = InitialValues.Zeros(name + ".logScale", new Shape(outputs));
    }

    /// <inheritdoc/>
    public override ImageShape? ParentShape { get; }

    /// <inheritdoc/>
    public override ImageShape? ConditionShape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
        [.. ((Parameter?[])[_parentWeight, _embedding?.Weight]).OfType<Parameter>(), _bias, _logScale];

    /// <inheritdoc/>
    public override bool IsNormal => true;

    /// <summary>Those of the 3×3 convolution of what goes on beside the latent.</summary>
    public override long MultiplyAdds => (_parentWeight?.Shape.Count ?? 0) * Shape.Plane;

    /// <inheritdoc/>
    public override string Describe() => "learned normal"
        + (ParentShape is { } parent ? FormattableString.Invariant($", from {parent.Channels} channels that go on") : "")
        + (ConditionShape is { } labels ? FormattableString.Invariant($", {labels.Channels} classes") : "");

    /// <inheritdoc/>
    protected override Variable LogDensityCore(Variable z, Variable? parent, Variable? condition)
    {
        var (normal, logDet) = z.CoupleForward<BoundedLogScale>(ScaleAndShift(z.Tape, z.Shape.Batch, parent, condition));
        return normal.LogDensity<StandardNormal>().Plus(logDet);
    }

    /// <inheritdoc/>
    protected override Variable StandardizeCore(Variable z, Variable? parent, Variable? condition) =>
        z.CoupleForward<BoundedLogScale>(ScaleAndShift(z.Tape, z.Shape.Batch, parent, condition)).Value;

    /// <inheritdoc/>
    protected override Variable UnstandardizeCore(Variable normal, Variable? parent, Variable? condition) =>
        normal.CoupleInverse<BoundedLogScale>(ScaleAndShift(normal.Tape, normal.Shape.Batch, parent, condition)).Value;

    /// <inheritdoc/>
    protected override Variable SampleCore(Tape tape, PriorDraw draw, Variable? parent, Variable? condition)
    {
        var normal = tape.Allocate(Shape.Batched(draw.Ids.Length));
        tape.Backend.FillNormal(normal, draw.Key, draw.Ids.Span, draw.Temperature);
        return UnstandardizeCore(tape.Input(normal), parent, condition);
    }

    private Variable ScaleAndShift(Tape tape, int samples, Variable? parent, Variable? condition)
    {
        var fromParent = _parentWeight is null ? null : parent!.Convolve<Identity>(tape.Use(_parentWeight), bias: null);
        var fromLabels = _embedding?.Planes(condition!, Shape.Height, Shape.Width);
        var sum = (fromParent, fromLabels) switch
        {
            (not null, not null) => fromParent.Plus(fromLabels),
            (null, null) => Zeros(tape, samples),
            _ => fromParent ?? fromLabels!,
        };
        return sum.AffineForward(tape.Use(_bias), tape.Use(_logScale), ChannelAffine.ScaledOutput);
    }

    private Variable Zeros(Tape tape, int samples)
    {
        var zeros = tape.Allocate(Shape.WithChannels(2 * Shape.Channels).Batched(samples));
        tape.Backend.Fill(zeros, 0);
        return tape.Input(zeros);
    }
}
