namespace FlowCore.Layers;

/// <summary>
/// Another bijector run the other way. Inverting a masked convolution is Inverse-Flow's layer: training pays for the
/// solve, sampling is a plain convolution.
/// </summary>
public sealed class InverseBijector : Bijector
{
    private readonly Bijector _inner;

    /// <summary>The inverse of <paramref name="inner"/>.</summary>
    public InverseBijector(Bijector inner)
        : base(inner.Name, inner.OutputShape, inner.InputShape)
    {
        _inner = inner;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Bijector> Children => [_inner];

    /// <inheritdoc/>
    public override string Describe() => "Inverse of";

    /// <summary>Refuses layers whose start is defined in their own forward direction only.</summary>
    /// <inheritdoc/>
    /// <exception cref="FlowException">There is a layer inside that has no start yet.</exception>
    public override Variable Initialize(Variable x, Action<string> warn, Variable? condition = null)
    {
        if (_inner.Tree().LastOrDefault(layer => !layer.IsInitialized) is { } layer)
        {
            throw new FlowException(
                Name, "inverted layers that need no start from data", layer.Name, "Initialize it before it is inverted.");
        }

        return base.Initialize(x, warn, condition);
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) => _inner.Inverse(x, condition);

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) => _inner.Forward(z, condition);
}
