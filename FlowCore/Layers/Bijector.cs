using System.Text;

namespace FlowCore.Layers;

/// <summary>
/// An invertible map with its log-determinant. Forward is data → latent, because that is the direction of training.
/// Both directions run on a tape, so that either can be trained. Either may depend on a condition besides, such as a class
/// (<see cref="FlowPart.ConditionShape"/>, as in flowjax); a layer without one is handed it and ignores it.
/// </summary>
public abstract partial class Bijector : FlowPart
{
    /// <summary>A bijector between images of known shapes.</summary>
    /// <param name="name">Its path in the model, the prefix of its parameters' names.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="output">What it gives, of the same number of dimensions.</param>
    protected Bijector(string name, ImageShape input, ImageShape output)
        : base(name)
    {
        InputShape = input;
        OutputShape = output;
    }

    /// <summary>The image it takes forward, C×H×W.</summary>
    public ImageShape InputShape { get; }

    /// <summary>The image it gives forward, C×H×W.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>Inner layers.</summary>
    public virtual IReadOnlyList<Bijector> Children => [];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<FlowPart> Parts => Children;

    /// <summary>
    /// Whether <see cref="Inverse"/> undoes <see cref="Forward"/> and the log-dets are the Jacobian's but for roundings. A layer
    /// that ends an iteration early, or estimates its log-det, says false: what checks a model then reports its error and does
    /// not call it a fault.
    /// </summary>
    public virtual bool IsExact => Children.All(child => child.IsExact);

    /// <summary>
    /// Whether the layer may write its result over its input, where that is given up: it reads the input for the last time in
    /// the operation that does so.
    /// </summary>
    internal virtual bool WorksInPlace => false;

    /// <summary>Data to latent: <c>z = f(x)</c> and <c>ln |det ∂z/∂x|</c>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c> of <see cref="InputShape"/>.</param>
    /// <param name="condition">What it depends on besides, of <see cref="FlowPart.ConditionShape"/>; null where that is null.</param>
    /// <returns>z <c>[C', N, H', W']</c> of <see cref="OutputShape"/>, and the log-det <c>[N]</c> in nats.</returns>
    /// <exception cref="ShapeException">The input or the condition is of another shape.</exception>
    public (Variable Value, Variable LogDet) Forward(Variable x, Variable? condition = null)
    {
        ShapeException.ThrowIfNot(InputShape.Batched(x.Shape.Batch), x.Shape, Name);
        ThrowIfNotCondition(condition, x.Shape.Batch);
        var around = x.Tape.Enter(this);
        var result = ForwardCore(x, condition);
        x.Tape.Leave(around);
        return result;
    }

    /// <summary>Latent to data: <c>x = f⁻¹(z)</c> and <c>ln |det ∂x/∂z|</c>.</summary>
    /// <param name="z"><c>[C', N, H', W']</c> of <see cref="OutputShape"/>.</param>
    /// <param name="condition">What it depends on besides, of <see cref="FlowPart.ConditionShape"/>; null where that is null.</param>
    /// <returns>x <c>[C, N, H, W]</c> of <see cref="InputShape"/>, and the log-det <c>[N]</c> in nats.</returns>
    /// <exception cref="ShapeException">The latent or the condition is of another shape.</exception>
    public (Variable Value, Variable LogDet) Inverse(Variable z, Variable? condition = null)
    {
        ShapeException.ThrowIfNot(OutputShape.Batched(z.Shape.Batch), z.Shape, Name + " (inverse)");
        ThrowIfNotCondition(condition, z.Shape.Batch);
        var around = z.Tape.Enter(this);
        var result = InverseCore(z, condition);
        z.Tape.Leave(around);
        return result;
    }

    /// <summary>Sets what depends on data from one batch, in forward order; nothing for most layers.</summary>
    /// <param name="x">The layer's input, <c>[C, N, H, W]</c>, on a tape that does not record.</param>
    /// <param name="warn">Takes a line about data that gave no usable start.</param>
    /// <param name="condition">As of <see cref="Forward"/>.</param>
    /// <returns>What the started layer makes of x, so that the layers after it need not ask again.</returns>
    public virtual Variable Initialize(Variable x, Action<string> warn, Variable? condition = null) => Forward(x, condition).Value;

    /// <summary>One line: what it is, its shapes, what it trains.</summary>
    public virtual string Describe() => GetType().Name;

    /// <summary>The tree of layers with shapes and parameter counts.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(text, depth: 0);
        return text.ToString().TrimEnd();
    }

    /// <summary><see cref="Forward"/> on an input and condition whose shapes were checked.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="condition">The condition, or null.</param>
    protected abstract (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition);

    /// <summary><see cref="Inverse"/> on a latent and condition whose shapes were checked.</summary>
    /// <param name="z"><c>[C', N, H', W']</c>.</param>
    /// <param name="condition">The condition, or null.</param>
    protected abstract (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition);

    internal void Print(StringBuilder text, int depth)
    {
        var count = Parameters.Sum(p => p.Shape.Count);
        var shapes = InputShape == OutputShape ? $"{InputShape}" : $"{InputShape} → {OutputShape}";
        text.Append(' ', 2 * depth).Append(Describe()).Append("  ").Append(shapes);
        if (count > 0)
        {
            text.Append(FormattableString.Invariant($"  {count:N0} parameters"));
        }

        text.Append('\n');
        foreach (var child in Children)
        {
            child.Print(text, depth + 1);
        }
    }
}
