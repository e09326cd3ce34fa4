using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>How many initial values parameters have, and what they are.</summary>
internal static class InitialValues
{
    /// <summary>A count of weights as an extent of a shape.</summary>
    /// <exception cref="FlowException">There are more than an extent can say.</exception>
    public static int Extent(string layer, Int128 count) => count <= int.MaxValue
        ? (int)count
        : throw new FlowException(layer, $"at most {int.MaxValue} weights", $"{count}", "Use fewer channels or a smaller kernel.");

    /// <summary>A parameter that starts at 0.</summary>
    public static Parameter Zeros(string name, Shape shape) => new(name, shape, () => new double[shape.Count]);

    public static double[] Normal(int count, double deviation, PhiloxSequence random) =>
        Draw(count, () => deviation * random.NextNormal());

    /// <summary>Uniform in ±1/√fanIn, as PyTorch starts a convolution's weights and biases.</summary>
    public static double[] FanIn(int count, int fanIn, PhiloxSequence random)
    {
        var bound = 1 / Math.Sqrt(fanIn);
        return Draw(count, () => bound * ((2 * random.NextUniform()) - 1));
    }

    private static double[] Draw(int count, Func<double> next)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = next();
        }

        return values;
    }
}
