namespace FlowCore.Autodiff.Operations;

/// <summary>The channels of an image that a coupling changes; those before and after them pass.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many, K.</param>
internal readonly record struct CoupledChannels(int First, int Count)
{
    /// <summary>K channels from one on, or the last K.</summary>
    public static CoupledChannels Of(Variable image, int count, int? first = null) => new(first ?? image.Shape.Channels - count, count);

    /// <summary>Those of an image.</summary>
    public Tensor In(Tensor image) => image.Channels(First, Count);

    /// <summary>Memory for a result, which over the operand or beside it has the channels that pass.</summary>
    public Tensor ResultOver(Variable given)
    {
        var result = given.Tape.ResultOver(given);
        if (!ReferenceEquals(result, given.Value))
        {
            Copy(0, First);
            Copy(First + Count, given.Shape.Channels - First - Count);
        }

        return result;

        void Copy(int start, int count)
        {
            if (count > 0)
            {
                given.Tape.Backend.Copy(given.Value.Channels(start, count), result.Channels(start, count));
            }
        }
    }

    /// <summary>
    /// Brings the gradient of the channels that pass to the operand, and says where that of the changed ones goes: into the
    /// result's own memory when the operand takes that over.
    /// </summary>
    public (Tensor? Gradient, bool Accumulate) PassGradient(Variable output, Variable given)
    {
        var gradient = output.Gradient!;
        if (given.TryTakeGradient(output))
        {
            return (In(gradient), false);
        }

        if (!given.NeedsGradient)
        {
            return (null, false);
        }

        Add(0, First);
        Add(First + Count, given.Shape.Channels - First - Count);
        return given.Channels(First, Count).GradientTarget();

        void Add(int start, int count)
        {
            if (count > 0)
            {
                given.Channels(start, count).AddGradient(gradient.Channels(start, count));
            }
        }
    }
}
