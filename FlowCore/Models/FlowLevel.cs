using FlowCore.Autodiff.Operations;
using FlowCore.Layers;

namespace FlowCore.Models;

/// <summary>
/// One level of a multi-scale flow: a chain, after which the second half of the channels leaves as a latent (all of them at
/// the last level) and the first half goes on.
/// </summary>
public sealed class FlowLevel
{
    /// <summary>A level; it splits unless it is the last one.</summary>
    public FlowLevel(Chain chain, bool splits)
    {
        (Chain, Splits) = (chain, splits);
        var output = chain.OutputShape;
        if (splits && output.Channels < 2)
        {
            throw new ShapeException(chain.Name, "2 channels or more to split", $"{output}");
        }

        Passing = splits ? (output.Channels + 1) / 2 : 0;
        LatentShape = output.WithChannels(output.Channels - Passing);
        PassingShape = output.WithChannels(Passing);
    }

    /// <summary>The layers.</summary>
    public Chain Chain { get; }

    /// <summary>Whether channels go on to another level.</summary>
    public bool Splits { get; }

    /// <summary>What leaves here.</summary>
    public ImageShape LatentShape { get; }

    /// <summary>What goes on to the next level; no channels at the last.</summary>
    public ImageShape PassingShape { get; }

    private int Passing { get; }

    /// <summary>Runs the chain and splits its output.</summary>
    /// <returns>The latent, what goes on (null at the last level) and the log-det <c>[N]</c>.</returns>
    internal (Variable Latent, Variable? Passing, Variable LogDet) Forward(Variable x)
    {
        var (y, logDet) = Chain.Forward(x);
        var (latent, passing) = Split(y);
        return (latent, passing, logDet);
    }

    /// <summary>Starts the chain's layers from a batch and gives what goes on.</summary>
    internal Variable? Initialize(Variable x, Action<string> warn) => Split(Chain.Initialize(x, warn)).Passing;

    /// <summary>Joins the latent to what comes from the next level and runs the chain backwards.</summary>
    internal (Variable Value, Variable LogDet) Inverse(Variable latent, Variable? passing) =>
        Chain.Inverse(Join(latent, passing));

    /// <summary>What the chain gave before it was split.</summary>
    internal static Variable Join(Variable latent, Variable? passing) => passing is null ? latent : passing.Join(latent);

    /// <summary>What leaves, and what goes on.</summary>
    internal (Variable Latent, Variable? Passing) Split(Variable y) => Splits
        ? (y.Channels(Passing, y.Shape.Channels - Passing), y.Channels(0, Passing))
        : (y, null);
}
