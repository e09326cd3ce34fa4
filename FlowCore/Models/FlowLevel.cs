using FlowCore.Autodiff.Operations;
using FlowCore.Distributions;
using FlowCore.Layers;

namespace FlowCore.Models;

/// <summary>
/// One level of a multi-scale flow: a chain, after which the second half of the channels leaves as a latent (all of them at
/// the last level) and the first half goes on, and the latent's prior.
/// </summary>
public sealed class FlowLevel : FlowPart
{
    /// <summary>A level; it splits unless it is the last one.</summary>
    /// <param name="chain">The layers.</param>
    /// <param name="prior">What the latent is distributed like, of the shapes of <see cref="ShapesOf"/>.</param>
    /// <param name="splits">Whether half of the channels go on.</param>
    /// <exception cref="ShapeException">There are too few channels to split, or the prior is for another latent.</exception>
    public FlowLevel(Chain chain, Prior prior, bool splits)
        : base(chain.Name)
    {
        (Chain, Prior, Splits) = (chain, prior, splits);
        (LatentShape, PassingShape) = ShapesOf(chain, splits);
        if (prior.Shape != LatentShape)
        {
            throw new ShapeException(prior.Name, $"a prior of {LatentShape}, the latent", $"one of {prior.Shape}");
        }

        if (prior.ParentShape is { } parent && (!splits || parent != PassingShape))
        {
            throw new ShapeException(
                prior.Name, splits ? $"a prior that depends on {PassingShape}, what goes on" : "one that depends on nothing that goes on", $"{parent}");
        }
    }

    /// <summary>The layers.</summary>
    public Chain Chain { get; }

    /// <summary>What the latent is distributed like.</summary>
    public Prior Prior { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<FlowPart> Parts => [Chain, Prior];

    /// <summary>Whether channels go on to another level.</summary>
    public bool Splits { get; }

    /// <summary>What leaves here.</summary>
    public ImageShape LatentShape { get; }

    /// <summary>What goes on to the next level; no channels at the last.</summary>
    public ImageShape PassingShape { get; }

    /// <summary>What leaves after a chain, and what goes on.</summary>
    /// <param name="chain">The layers.</param>
    /// <param name="splits">Whether anything goes on.</param>
    /// <exception cref="ShapeException">There are fewer than two channels to split.</exception>
    public static (ImageShape Latent, ImageShape Passing) ShapesOf(Chain chain, bool splits)
    {
        var output = chain.OutputShape;
        if (splits && output.Channels < 2)
        {
            throw new ShapeException(chain.Name, "2 channels or more to split", $"{output}");
        }

        var passing = splits ? (output.Channels + 1) / 2 : 0;
        return (output.WithChannels(output.Channels - passing), output.WithChannels(passing));
    }

    /// <summary>Runs the chain and splits its output.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="condition">The condition, or null.</param>
    /// <returns>The latent, what goes on (null at the last level) and the log-det <c>[N]</c>.</returns>
    public (Variable Latent, Variable? Passing, Variable LogDet) Forward(Variable x, Variable? condition = null)
    {
        var (y, logDet) = Chain.Forward(x, condition);
        var (latent, passing) = Split(y);
        return (latent, passing, logDet);
    }

    /// <summary>Joins the latent to what comes from the next level and runs the chain backwards.</summary>
    /// <param name="latent">What left here.</param>
    /// <param name="passing">What went on; null at the last level.</param>
    /// <param name="condition">The condition, or null.</param>
    public (Variable Value, Variable LogDet) Inverse(Variable latent, Variable? passing, Variable? condition = null) =>
        Chain.Inverse(passing is null ? latent : passing.Join(latent), condition);

    /// <summary>Starts the chain's layers from a batch and gives what goes on.</summary>
    internal Variable? Initialize(Variable x, Action<string> warn, Variable? condition) =>
        Split(Chain.Initialize(x, warn, condition)).Passing;

    private (Variable Latent, Variable? Passing) Split(Variable y) => Splits
        ? (y.Channels(PassingShape.Channels, LatentShape.Channels), y.Channels(0, PassingShape.Channels))
        : (y, null);
}
