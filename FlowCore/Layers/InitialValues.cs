using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>Initial values of parameters.</summary>
internal static class InitialValues
{
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
