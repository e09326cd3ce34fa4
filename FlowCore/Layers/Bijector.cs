using System.Text;

namespace FlowCore.Layers;

/// <summary>
/// An invertible map with its log-determinant. Forward is data → latent, because that is the direction of training.
/// Both directions run on a tape, so that either can be trained.
/// </summary>
public abstract class Bijector
{
    /// <summary>A bijector between images of known shapes.</summary>
    /// <param name="name">Its path in the model, the prefix of its parameters' names.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="output">What it gives, of the same number of dimensions.</param>
    protected Bijector(string name, ImageShape input, ImageShape output)
    {
        Name = name;
        InputShape = input;
        OutputShape = output;
    }

    /// <summary>Its path in the model.</summary>
    public string Name { get; }

    /// <summary>The image it takes forward, C×H×W.</summary>
    public ImageShape InputShape { get; }

    /// <summary>The image it gives forward, C×H×W.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>What is trained, inner layers' included.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Entries that a published parameter count includes but that never change, such as the unit diagonal.</summary>
    public virtual long Frozen => 0;

    /// <summary>Inner layers, for printing and for searching.</summary>
    public virtual IReadOnlyList<Bijector> Children => [];

    /// <summary>
    /// Whether the layer may write its result over its input, where that is given up: it reads the input for the last time in
    /// the operation that does so.
    /// </summary>
    internal virtual bool WorksInPlace => false;

    /// <summary>This layer and all inside it.</summary>
    internal IEnumerable<Bijector> Tree => Children.SelectMany(child => child.Tree).Prepend(this);

    /// <summary>Data to latent: <c>z = f(x)</c> and <c>ln |det ∂z/∂x|</c>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c> of <see cref="InputShape"/>.</param>
    /// <returns>z <c>[C', N, H', W']</c> of <see cref="OutputShape"/>, and the log-det <c>[N]</c> in nats.</returns>
    public (Variable Value, Variable LogDet) Forward(Variable x)
    {
        ShapeException.ThrowIfNot(InputShape.Batched(x.Shape.Batch), x.Shape, Name);
        return ForwardCore(x);
    }

    /// <summary>Latent to data: <c>x = f⁻¹(z)</c> and <c>ln |det ∂x/∂z|</c>.</summary>
    /// <param name="z"><c>[C', N, H', W']</c> of <see cref="OutputShape"/>.</param>
    /// <returns>x <c>[C, N, H, W]</c> of <see cref="InputShape"/>, and the log-det <c>[N]</c> in nats.</returns>
    public (Variable Value, Variable LogDet) Inverse(Variable z)
    {
        ShapeException.ThrowIfNot(OutputShape.Batched(z.Shape.Batch), z.Shape, Name + " (inverse)");
        return InverseCore(z);
    }

    /// <summary>Sets what depends on data from one batch, in forward order; nothing for most layers.</summary>
    /// <param name="x">The layer's input, <c>[C, N, H, W]</c>, on a tape that does not record.</param>
    /// <param name="warn">Takes a line about data that gave no usable start.</param>
    /// <returns>What the started layer makes of x, so that the layers after it need not ask again.</returns>
    public virtual Variable Initialize(Variable x, Action<string> warn) => Forward(x).Value;

    /// <summary>One line: what it is, its shapes, what it trains.</summary>
    public virtual string Describe() => GetType().Name;

    /// <summary>The tree of layers with shapes and parameter counts.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(text, depth: 0);
        return text.ToString().TrimEnd();
    }

    /// <summary><see cref="Forward"/> on an input whose shape was checked.</summary>
    protected abstract (Variable Value, Variable LogDet) ForwardCore(Variable x);

    /// <summary><see cref="Inverse"/> on a latent whose shape was checked.</summary>
    protected abstract (Variable Value, Variable LogDet) InverseCore(Variable z);

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
