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

    /// <summary>
    /// Whether it is a normal, whatever it depends on: then a latent is <c>z = μ + σ·ε</c> with ε standard normal, and paths between
    /// latents and variations of one, which keep to a normal, can be made of ε.
    /// </summary>
    public virtual bool IsNormal => false;

    /// <summary><c>ε = (z − μ)/σ</c>: the latent as a standard normal sees it (<c>eps</c> in Glow's code).</summary>
    /// <param name="z"><c>[C, N, H, W]</c> of <see cref="Shape"/>.</param>
    /// <param name="parent"><c>[P, N, H, W]</c>; ignored where <see cref="ParentShape"/> is null.</param>
    /// <param name="condition">Of <see cref="FlowPart.ConditionShape"/>; ignored where that is null.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    /// <exception cref="ShapeException">Something is of another shape.</exception>
    /// <exception cref="FlowException">It is not a normal (<see cref="IsNormal"/>).</exception>
    public Variable Standardize(Variable z, Variable? parent = null, Variable? condition = null)
    {
        ThrowIfNotNormal();
        ShapeException.ThrowIfNot(Shape.Batched(z.Shape.Batch), z.Shape, Name);
        ThrowIfNotGiven(parent, condition, z.Shape.Batch);
        return StandardizeCore(z, parent, condition);
    }

    /// <summary><c>z = μ + σ·ε</c>: the inverse of <see cref="Standardize"/> beside the same parent and condition.</summary>
    /// <param name="normal">ε <c>[C, N, H, W]</c> of <see cref="Shape"/>.</param>
    /// <param name="parent"><c>[P, N, H, W]</c>; ignored where <see cref="ParentShape"/> is null.</param>
    /// <param name="condition">Of <see cref="FlowPart.ConditionShape"/>; ignored where that is null.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    /// <exception cref="ShapeException">Something is of another shape.</exception>
    /// <exception cref="FlowException">It is not a normal (<see cref="IsNormal"/>).</exception>
    public Variable Unstandardize(Variable normal, Variable? parent = null, Variable? condition = null)
    {
        ThrowIfNotNormal();
        ShapeException.ThrowIfNot(Shape.Batched(normal.Shape.Batch), normal.Shape, Name);
        ThrowIfNotGiven(parent, condition, normal.Shape.Batch);
        return UnstandardizeCore(normal, parent, condition);
    }

    /// <summary>Refuses a prior that is not a normal.</summary>
    /// <exception cref="FlowException">It is not.</exception>
    public void ThrowIfNotNormal()
    {
        if (!IsNormal)
        {
            throw new FlowException(Name, "a prior that is a normal", Describe(), "Override Prior.IsNormal and what goes with it.");
        }
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

    /// <summary><see cref="Standardize"/> of what was checked; a prior that <see cref="IsNormal"/> has it.</summary>
    /// <param name="z">The latent.</param>
    /// <param name="parent">The parent, or null.</param>
    /// <param name="condition">The condition, or null.</param>
    protected virtual Variable StandardizeCore(Variable z, Variable? parent, Variable? condition) =>
        throw new NotSupportedException($"{GetType().Name}: expected StandardizeCore with IsNormal, got none.");

    /// <summary><see cref="Unstandardize"/> of what was checked; a prior that <see cref="IsNormal"/> has it.</summary>
    /// <param name="normal">ε.</param>
    /// <param name="parent">The parent, or null.</param>
    /// <param name="condition">The condition, or null.</param>
    protected virtual Variable UnstandardizeCore(Variable normal, Variable? parent, Variable? condition) =>
        throw new NotSupportedException($"{GetType().Name}: expected UnstandardizeCore with IsNormal, got none.");

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
