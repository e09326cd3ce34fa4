using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The first channels pass and decide, by a net, what happens to channels after them. The Jacobian is triangular however the net
/// looks, and the inverse asks the same net of the same channels: an inverse as parallel as the forward pass. The net is
/// 3×3 – relu – 1×1 – relu – 3×3, whose last convolution starts at zero and is scaled by <c>exp(3·logs_c)</c> (Glow, section 3.3).
/// </summary>
public abstract class Coupling : Bijector
{
    private readonly ConditionerNet _net;
    private readonly int _passing, _changed;

    /// <summary>A coupling whose net starts at zero.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of at least 2 channels.</param>
    /// <param name="passing">The first channels, which the net sees.</param>
    /// <param name="changed">The channels after them that change; any others pass unseen.</param>
    /// <param name="numbers">How many numbers the net gives for each that changes.</param>
    /// <param name="width">Hidden channels of the net.</param>
    /// <param name="random">Draws the net's first weights.</param>
    /// <param name="condition">Labels K×1×1, or null for none.</param>
    private protected Coupling(
        string name, ImageShape shape, int passing, int changed, int numbers, int width, PhiloxSequence random, ImageShape? condition)
        : base(name, shape, shape)
    {
        if (shape.Channels < 2)
        {
            throw new ShapeException(name, "2 channels or more", $"{shape}", "Put a Squeeze before it.");
        }

        (_passing, _changed, ConditionShape) = (passing, changed, condition);
        _net = new ConditionerNet(name, passing, numbers * changed, width, random, condition);
    }

    /// <summary>Hidden channels of the net.</summary>
    public int Width => _net.Width;

    /// <inheritdoc/>
    public override ImageShape? ConditionShape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _net.Parameters;

    /// <summary>
    /// Those of the net at each pixel: 3×3 from the channels that pass to the width, 1×1 within it, 3×3 to what changes the
    /// others.
    /// </summary>
    public override long MultiplyAdds => _net.MultiplyAdds * InputShape.Plane;

    /// <inheritdoc/>
    public override IEnumerable<Shape> KeptInTraining(IBackend backend, int samples) =>
        [backend.HiddenShape(Width, InputShape.Batched(samples))];

    /// <inheritdoc/>
    internal override bool WorksInPlace => true;

    /// <summary>The first channel that changes.</summary>
    private protected int FirstChanged => _passing;

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"{GetType().Name} width {Width}")
        + (_passing == HalfOf(InputShape) && _passing + _changed == InputShape.Channels ? "" : Changed())
        + (ConditionShape is { } labels ? FormattableString.Invariant($", {labels.Channels} classes") : "");

    /// <summary>The channels that pass where the others all change, the larger half.</summary>
    private protected static int HalfOf(ImageShape shape) => (shape.Channels + 1) / 2;

    /// <summary>What the net makes of the channels that pass, which are the same on both sides.</summary>
    /// <param name="image"><c>[C, N, H, W]</c>, of either side.</param>
    /// <param name="labels">The condition, or null.</param>
    private protected Variable NetOf(Variable image, Variable? labels) => _net.Of(image.Channels(0, _passing), labels);

    private string Changed() => _changed == 1
        ? FormattableString.Invariant($" on channel {_passing}")
        : FormattableString.Invariant($" on channels {_passing} to {_passing + _changed - 1}");
}
