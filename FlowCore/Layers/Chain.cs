using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>Bijectors one after the other, forward in list order; log-dets add. A layer made of others derives from it.</summary>
public class Chain : Bijector
{
    /// <summary>A chain of at least one layer, each taking what the one before it gives.</summary>
    public Chain(string name, IReadOnlyList<Bijector> layers)
        : base(name, Checked(name, layers)[0].InputShape, layers[^1].OutputShape)
    {
        Children = layers;
        ConditionShape = CommonCondition(name, layers);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Bijector> Children { get; }

    /// <inheritdoc/>
    public override ImageShape? ConditionShape { get; }

    /// <inheritdoc/>
    public override string Describe() => Name;

    /// <summary>Starts each layer from what the layers before it, already started, make of the batch.</summary>
    /// <inheritdoc/>
    public override Variable Initialize(Variable x, Action<string> warn, Variable? condition = null)
    {
        var tape = x.Tape;
        var frame = tape.OpenFrame();
        foreach (var layer in Children)
        {
            x = layer.Initialize(x, warn, condition);
            tape.CloseFrame(frame, x);
        }

        return x;
    }

    /// <inheritdoc/>
    protected sealed override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        Run(x, condition, Children, static (layer, value, given) => layer.Forward(value, given));

    /// <inheritdoc/>
    protected sealed override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        Run(z, condition, Children.Reverse(), static (layer, value, given) => layer.Inverse(value, given));

    private static (Variable Value, Variable LogDet) Run(
        Variable value,
        Variable? condition,
        IEnumerable<Bijector> layers,
        Func<Bijector, Variable, Variable?, (Variable Value, Variable LogDet)> apply)
    {
        var tape = value.Tape;
        var total = tape.ZeroLogDet(value.Shape.Batch);
        var frame = tape.OpenFrame();
        Variable? ownValue = null, ownTotal = null;
        foreach (var layer in layers)
        {
            // Nobody but the next layer reads what a layer of this chain gave, so one that can works in place.
            var given = value;
            if (layer.WorksInPlace && ReferenceEquals(value, ownValue))
            {
                given.GiveUp();
            }

            (value, var logDet) = apply(layer, value, condition);
            tape.Watcher?.Invoke(layer, value, logDet);
            given.Keep();
            ownValue = ReferenceEquals(value, given) ? ownValue : value;
            (total, ownTotal) = Sum(total, logDet, ownTotal);

            // Where nothing is recorded, only the running value and sum outlive a layer.
            tape.CloseFrame(frame, value, total);
        }

        return (value, total);
    }

    /// <summary>The sum of log-dets, over the last one if that is a sum of this chain's own.</summary>
    private static (Variable Total, Variable? Own) Sum(Variable total, Variable logDet, Variable? own)
    {
        if (ReferenceEquals(total, own))
        {
            total.GiveUp();
        }

        var sum = total.Plus(logDet);
        total.Keep();
        return (sum, ReferenceEquals(sum, total) || ReferenceEquals(sum, logDet) ? own : sum);
    }

    private static IReadOnlyList<Bijector> Checked(string name, IReadOnlyList<Bijector> layers)
    {
        if (layers.Count == 0)
        {
            throw new ShapeException(name, "one layer or more", "none");
        }

        for (var i = 1; i < layers.Count; i++)
        {
            var (before, after) = (layers[i - 1], layers[i]);
            if (before.OutputShape != after.InputShape)
            {
                throw new ShapeException(
                    name,
                    $"layer {i} ({after.Describe()}) to take what layer {i - 1} ({before.Describe()}) gives, {before.OutputShape}",
                    $"one that takes {after.InputShape}");
            }
        }

        return layers;
    }
}
