namespace FlowCore.Autodiff;

/// <summary>
/// Anything that a model is made of and that has state: a bijector, a prior, a pixel map. It says itself what it trains, what
/// it keeps and whether it has had its start, so that models, trainers and checkpoints need not know what it is.
/// </summary>
public abstract class FlowPart
{
    /// <summary>A part without a number of its own.</summary>
    /// <param name="name">Its path in the model, the prefix of its parameters' names.</param>
    protected FlowPart(string name) => Name = name;

    /// <summary>Its path in the model.</summary>
    public string Name { get; }

    /// <summary>What it is made of itself.</summary>
    public virtual IReadOnlyList<FlowPart> Parts => [];

    /// <summary>What is trained, its parts' included.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [.. Parts.SelectMany(part => part.Parameters)];

    /// <summary>What is saved beside the parameters, its parts' included.</summary>
    public virtual IReadOnlyList<Constant> Constants => [.. Parts.SelectMany(part => part.Constants)];

    /// <summary>
    /// Entries that published parameter counts include but that never change, such as the ones and zeros that a mask fixes.
    /// </summary>
    public virtual long FixedEntries => Parts.Sum(part => part.FixedEntries);

    /// <summary>
    /// Multiply-adds of its matrix products for one image, forwards or inverse, its parts' included; all else is small beside
    /// them. Taps that fall outside the image are counted.
    /// </summary>
    public virtual long MultiplyAdds => Parts.Sum(part => part.MultiplyAdds);

    /// <summary>The condition it takes besides its input, C×H×W a sample, or null where it takes none.</summary>
    public virtual ImageShape? ConditionShape => Parts.Count == 0 ? null : CommonCondition(Name, Parts);

    /// <summary>Whether what it takes from data, if anything, has been taken.</summary>
    public virtual bool IsInitialized => Parts.All(part => part.IsInitialized);

    /// <summary>Counts it as started, because its values come from a file.</summary>
    public virtual void MarkInitialized()
    {
        foreach (var part in Parts)
        {
            part.MarkInitialized();
        }
    }

    /// <summary>
    /// The largest tensors that a recorded forward pass keeps for its gradient and that can be computed again instead
    /// (<see cref="Tape.Recomputes"/>): what memory to look for before a long training.
    /// </summary>
    /// <param name="backend">Where it would run.</param>
    /// <param name="samples">N.</param>
    public virtual IEnumerable<Shape> KeptInTraining(IBackend backend, int samples) =>
        Parts.SelectMany(part => part.KeptInTraining(backend, samples));

    /// <summary>This part and all inside it.</summary>
    public IEnumerable<FlowPart> Tree() => Parts.SelectMany(part => part.Tree()).Prepend(this);

    /// <summary>The condition that parts take which are run together, or null where none of them takes any.</summary>
    /// <param name="name">Who runs them.</param>
    /// <param name="parts">The parts.</param>
    /// <exception cref="ShapeException">They take different ones.</exception>
    public static ImageShape? CommonCondition(string name, IEnumerable<FlowPart> parts)
    {
        ImageShape? common = null;
        foreach (var part in parts)
        {
            if (common is { } shape && part.ConditionShape is { } other && shape != other)
            {
                throw new ShapeException(name, $"one condition for all, {shape}", $"{other} for {part.Name}");
            }

            common ??= part.ConditionShape;
        }

        return common;
    }

    /// <summary>Refuses a condition of another shape than it takes, and its absence.</summary>
    /// <exception cref="ShapeException">It is one.</exception>
    protected void ThrowIfNotCondition(Variable? condition, int samples)
    {
        if (ConditionShape is { } shape)
        {
            if (condition is null)
            {
                throw new ShapeException(Name, $"a condition of {shape}", "none", "Give the labels, or whatever it is conditioned on.");
            }

            ShapeException.ThrowIfNot(shape.Batched(samples), condition.Shape, Name + ", condition");
        }
    }
}
