using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The first ⌈C/2⌉ channels pass and set the scale and shift of the others: <c>z₂ = x₂·exp(s) + t</c> with
/// <c>s = 2·tanh(h_s/2)</c>, log-det <c>Σ s</c>, inverse <c>x₂ = (z₂ − t)·exp(−s)</c>. The net that gives <c>[h_s; t]</c> is
/// 3×3 – relu – 1×1 – relu – 3×3, whose last convolution starts at zero and is scaled by <c>exp(3·logs_c)</c>
/// (Glow, section 3.3; the bounded scale is FInC Flow's).
/// </summary>
public sealed class AffineCoupling : Bijector
{
    private const int NetKernel = 3;

    // Enough to tell a few hundred classes apart, and few beside the hidden channels.
    private const int EmbeddingChannels = 8;

    private readonly int _passing;
    private readonly ClassEmbedding? _embedding;
    private readonly Parameter _weight1, _bias1, _weight2, _bias2, _weight3, _bias3, _logScale3;

    /// <summary>A coupling that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of at least 2 channels.</param>
    /// <param name="width">Hidden channels of the net.</param>
    /// <param name="random">Draws the net's first weights.</param>
    /// <param name="condition">
    /// Labels K×1×1 that scale and shift depend on besides: the net sees a learned vector of the class beside its channels. Null
    /// for none.
    /// </param>
    public AffineCoupling(string name, ImageShape shape, int width, PhiloxSequence random, ImageShape? condition = null)
        : base(name, shape, shape)
    {
        if (shape.Channels < 2)
        {
            throw new ShapeException(name, "2 channels or more", $"{shape}", "Put a Squeeze before it.");
        }

        if (width < 1)
        {
            throw new FlowException(name, "a width of 1 or more", $"{width}", "Use a width of 64.");
        }

        Width = width;
        ConditionShape = condition;
        _passing = (shape.Channels + 1) / 2;
        _embedding = condition is { } labels ? new ClassEmbedding(name, labels, EmbeddingChannels, random) : null;
        var inputs = _passing + (_embedding?.Channels ?? 0);
        var outputs = 2 * (shape.Channels / 2);
        var fanIn1 = inputs * NetKernel * NetKernel;

        // From one sequence and so in one go, whichever is asked for first.
        var drawn = new Lazy<double[][]>(() =>
        [
            InitialValues.FanIn(checked(width * fanIn1), fanIn1, random),
            InitialValues.FanIn(width, fanIn1, random),
            InitialValues.FanIn(checked(width * width), width, random),
            InitialValues.FanIn(width, width, random),
        ]);
        _weight1 = new Parameter(name + ".conv1.weight", new Shape(width, inputs, NetKernel, NetKernel), () => drawn.Value[0]);
        _bias1 = new Parameter(name + ".conv1.bias", new Shape(width), () => drawn.Value[1]);
        _weight2 = new Parameter(name + ".conv2.weight", new Shape(width, width, 1, 1), () => drawn.Value[2]);
        _bias2 = new Parameter(name + ".conv2.bias", new Shape(width), () => drawn.Value[3]);
        _weight3 = InitialValues.Zeros(name + ".conv3.weight", new Shape(outputs, width, NetKernel, NetKernel));
        _bias3 = InitialValues.Zeros(name + ".conv3.bias", new Shape(outputs));
        _logScale3 = InitialValues.Zeros(name + ".conv3.logScale", new Shape(outputs));
    }

    /// <summary>Hidden channels of the net.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override ImageShape? ConditionShape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
    {
        get
        {
            Parameter[] net = [_weight1, _bias1, _weight2, _bias2, _weight3, _bias3, _logScale3];
            return _embedding is null ? net : [_embedding.Weight, .. net];
        }
    }

    /// <summary>
    /// Those of the net at each pixel: 3×3 from the channels that pass to the width, 1×1 within it, 3×3 to log-scale and shift of
    /// the others.
    /// </summary>
    public override long MultiplyAdds =>
        (_weight1.Shape.Count + _weight2.Shape.Count + _weight3.Shape.Count) * InputShape.Plane;

    /// <inheritdoc/>
    public override IEnumerable<Shape> KeptInTraining(IBackend backend, int samples) =>
        [backend.HiddenShape(Width, InputShape.Batched(samples))];

    /// <inheritdoc/>
    internal override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"AffineCoupling width {Width}")
        + (ConditionShape is { } labels ? FormattableString.Invariant($", {labels.Channels} classes") : "");

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        x.CoupleForward<BoundedLogScale>(ScaleAndShift(x, condition));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        z.CoupleInverse<BoundedLogScale>(ScaleAndShift(z, condition));

    private Variable ScaleAndShift(Variable x, Variable? labels)
    {
        var tape = x.Tape;
        var seen = x.Channels(0, _passing);
        if (_embedding is not null)
        {
            seen = seen.Join(_embedding.Planes(labels!, x.Shape.Height, x.Shape.Width));
        }

        return seen
            .CouplingNet<Relu>(
                tape.Use(_weight1), tape.Use(_bias1), tape.Use(_weight2), tape.Use(_bias2), tape.Use(_weight3))
            .GiveUp()
            .AffineForward(tape.Use(_bias3), tape.Use(_logScale3), ChannelAffine.ScaledOutput);
    }
}
