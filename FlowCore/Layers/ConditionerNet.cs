using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The net that makes of the channels which a coupling lets pass what it does to the others: 3×3 – relu – 1×1 – relu – 3×3,
/// whose last convolution starts at zero and is scaled by <c>exp(3·logs_c)</c> (Glow, section 3.3). Given labels, it sees a
/// learned vector of the class beside the channels.
/// </summary>
internal sealed class ConditionerNet
{
    private const int Kernel = 3;

    // Enough to tell a few hundred classes apart, and few beside the hidden channels.
    private const int EmbeddingChannels = 8;

    private readonly ClassEmbedding? _embedding;
    private readonly Parameter _weight1, _bias1, _weight2, _bias2, _weight3, _bias3, _logScale3;

    /// <summary>A net that starts at zero.</summary>
    /// <param name="owner">The path of the coupling.</param>
    /// <param name="inputs">Channels that it sees.</param>
    /// <param name="outputs">Numbers a pixel that it gives.</param>
    /// <param name="width">Hidden channels.</param>
    /// <param name="random">Draws the first weights.</param>
    /// <param name="condition">Labels K×1×1, or null for none.</param>
    /// <exception cref="FlowException">The width is below 1, or the labels are an image.</exception>
    public ConditionerNet(string owner, int inputs, int outputs, int width, PhiloxSequence random, ImageShape? condition)
    {
        if (width < 1)
        {
            throw new FlowException(owner, "a width of 1 or more", $"{width}", "Use a width of 64.");
        }

        Width = width;
        _embedding = condition is { } labels ? new ClassEmbedding(owner, labels, EmbeddingChannels, random) : null;
        inputs += _embedding?.Channels ?? 0;
        var fanIn1 = inputs * Kernel * Kernel;

        // From one sequence and so in one go, whichever is asked for first.
        var drawn = new Lazy<double[][]>(() =>
        [
            InitialValues.FanIn(checked(width * fanIn1), fanIn1, random),
            InitialValues.FanIn(width, fanIn1, random),
            InitialValues.FanIn(checked(width * width), width, random),
            InitialValues.FanIn(width, width, random),
        ]);
        _weight1 = new Parameter(owner + ".conv1.weight", new Shape(width, inputs, Kernel, Kernel), () => drawn.Value[0]);
        _bias1 = new Parameter(owner + ".conv1.bias", new Shape(width), () => drawn.Value[1]);
        _weight2 = new Parameter(owner + ".conv2.weight", new Shape(width, width, 1, 1), () => drawn.Value[2]);
        _bias2 = new Parameter(owner + ".conv2.bias", new Shape(width), () => drawn.Value[3]);
        _weight3 = InitialValues.Zeros(owner + ".conv3.weight", new Shape(outputs, width, Kernel, Kernel));
        _bias3 = InitialValues.Zeros(owner + ".conv3.bias", new Shape(outputs));
        _logScale3 = InitialValues.Zeros(owner + ".conv3.logScale", new Shape(outputs));
        Parameters = [.. _embedding is null ? [] : (Parameter[])[_embedding.Weight],
            _weight1, _bias1, _weight2, _bias2, _weight3, _bias3, _logScale3];
    }

    /// <summary>Hidden channels.</summary>
    public int Width { get; }

    /// <summary>What is trained, the embedding first.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Multiply-adds a pixel, one for each weight of the three convolutions.</summary>
    public long MultiplyAdds => _weight1.Shape.Count + _weight2.Shape.Count + _weight3.Shape.Count;

    /// <summary>What the net gives, in memory that may be written over.</summary>
    /// <param name="seen"><c>[I, N, H, W]</c>.</param>
    /// <param name="labels">Of the classes, <c>[K, N, 1, 1]</c>, or null where there are none.</param>
    /// <returns><c>[O, N, H, W]</c>.</returns>
    public Variable Of(Variable seen, Variable? labels)
    {
        var tape = seen.Tape;
        if (_embedding is not null)
        {
            seen = seen.Join(_embedding.Planes(labels!, seen.Shape.Height, seen.Shape.Width));
        }

        return seen
            .CouplingNet<Relu>(
                tape.Use(_weight1), tape.Use(_bias1), tape.Use(_weight2), tape.Use(_bias2), tape.Use(_weight3))
            .GiveUp()
            .AffineForward(tape.Use(_bias3), tape.Use(_logScale3), ChannelAffine.ScaledOutput);
    }
}
