namespace FlowCore.Distributions;

/// <summary>
/// What a latent is distributed like: with a transform, the other half of a flow. A prior may have parameters, and may depend on
/// what goes on to the next level where the latent leaves (the parent; Glow's split prior) and on a condition such as a class.
/// </summary>
public abstract class Prior : FlowPart
{
    /// <summary>A prior of a latent of a known shape.</summary>
    /// <param name="name">Its path in the model, the prefix of its parameters' names.</param>
    /// <param name="shape">The latent, C×H×W.</param>
    protected Prior(string name, ImageShape shape)
        : base(name)
    {
        Shape = shape;
    }

    /// <summary>The latent, C×H×W.</summary>
    public ImageShape Shape { get; }

    /// <summary>What goes on beside the latent and decides its distribution, P×H×W; null where nothing does.</summary>
    public virtual ImageShape? ParentShape => null;

    /// <summary><c>ln p(z)</c>, or <c>ln p(z | parent, condition)</c>.</summary>
    /// <param name="z"><c>[C, N, H, W]</c> of <see cref="Shape"/>.</param>
    /// <param name="parent"><c>[P, N, H, W]</c>; ignored where <see cref="ParentShape"/> is null.</param>
    /// <param name="condition">Of <see cref="FlowPart.ConditionShape"/>; ignored where that is null.</param>
    /// <returns><c>[N]</c>, in nats.</returns>
    /// <exception cref="ShapeException">Something is of another shape.</exception>
    public Variable LogDensity(Variable z, Variable? parent = null, Variable? condition = null)
    {
        ShapeException.ThrowIfNot(Shape.Batched(z.Shape.Batch), z.Shape, Name);
        ThrowIfNotGiven(parent, condition, z.Shape.Batch);
        var around = z.Tape.Enter(this);
        var result = LogDensityCore(z, parent, condition);
        z.Tape.Leave(around);
        return result;
    }

    /// <summary>Draws a latent for each sample, by its id.</summary>
    /// <param name="tape">Where it is computed.</param>
    /// <param name="draw">What the draws depend on, and how far they spread.</param>
    /// <param name="parent"><c>[P, N, H, W]</c>; ignored where <see cref="ParentShape"/> is null.</param>
    /// <param name="condition">Of <see cref="FlowPart.ConditionShape"/>; ignored where that is null.</param>
    /// <returns><c>[C, N, H, W]</c>, of which no sample depends on the others.</returns>
    /// <exception cref="ShapeException">Something is of another shape.</exception>
    public Variable Sample(Tape tape, PriorDraw draw, Variable? parent = null, Variable? condition = null)
    {
        ThrowIfNotGiven(parent, condition, draw.Ids.Length);
        return SampleCore(tape, draw, parent, condition);
    }

    /// <summary>One line: what it is.</summary>
    public virtual string Describe() => GetType().Name;

    /// <summary><see cref="LogDensity"/> of what was checked.</summary>
    /// <param name="z">The latent.</param>
    /// <param name="parent">The parent, or null.</param>
    /// <param name="condition">The condition, or null.</param>
    protected abstract Variable LogDensityCore(Variable z, Variable? parent, Variable? condition);

    /// <summary><see cref="Sample"/> of what was checked.</summary>
    /// <param name="tape">Where it is computed.</param>
    /// <param name="draw">What the draws depend on.</param>
    /// <param name="parent">The parent, or null.</param>
    /// <param name="condition">The condition, or null.</param>
    protected abstract Variable SampleCore(Tape tape, PriorDraw draw, Variable? parent, Variable? condition);

    private void ThrowIfNotGiven(Variable? parent, Variable? condition, int samples)
    {
        if (ParentShape is { } shape)
        {
            if (parent is null)
            {
                throw new ShapeException(Name, $"{shape} that go on beside the latent", "none", "Put it where a level splits.");
            }

            ShapeException.ThrowIfNot(shape.Batched(samples), parent.Shape, Name + ", parent");
        }

        ThrowIfNotCondition(condition, samples);
    }
}
