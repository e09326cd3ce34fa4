using FlowCore.Random;

namespace FlowCore.Onnx.Tracing;

/// <content>The density of latents. Draws of them are their caller's.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity
    {
        if (IsKnown(z) && IsKnown(y))
        {
            _inner.LogDensity<TDensity>(Known(z), Known(y));
            return;
        }

        var x = Value(z);
        var (each, constant) = default(TDensity) switch
        {
            StandardNormal => (Node("Mul", Node("Mul", x, x), _graph.Number(-0.5)), -StandardNormal.HalfLogTwoPi),
            StandardLogistic => (Logistic(x), 0),
            _ => throw Refusal($"LogDensity of a '{TDensity.Name}'"),
        };
        var sum = SumOfSamples(each);
        Become(y, constant == 0 ? sum : Node("Add", sum, _graph.Number(constant * z.Shape.Count)), accumulate: true);
    }

    /// <inheritdoc/>
    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale) => throw Refusal("FillNormal, a random draw");

    /// <summary><c>a − 2·ln(1 + e^a)</c> with <c>a = −|z|</c>.</summary>
    private string Logistic(string z)
    {
        var a = Node("Neg", Node("Abs", z));
        return Node("Sub", a, Node("Mul", Node("Softplus", a), _graph.Number(2)));
    }
}
