using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

internal static class ConvolutionCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        var index = 0;
        foreach (var s in ConvolutionShape.All)
        {
            var (bias, accumulate) = (index % 3 != 0, index % 2 == 0);
            yield return (index++ % 3) switch
            {
                0 => Forward<Identity>(s, bias),
                1 => Forward<Relu>(s, bias),
                _ => Forward<BoundedLogScale>(s, bias),
            };
            yield return InputGradient(s, accumulate);
            yield return WeightGradient(s);
        }

        yield return Forward<Relu>(new ConvolutionShape(3, 3, 4, 6, 5, 5, 2), bias: false);
        yield return Forward<Elu>(new ConvolutionShape(1, 3, 8, 16, 1, 14, 100), bias: true);
        yield return Forward<Elu>(new ConvolutionShape(3, 1, 6, 12, 9, 1, 17), bias: true);
        yield return Forward<Identity>(new ConvolutionShape(1, 1, 6, 5, 5, 5, 2), bias: true);
        yield return InputGradient(new ConvolutionShape(1, 1, 6, 5, 5, 5, 33), accumulate: false);
        yield return InputGradient(new ConvolutionShape(3, 3, 3, 2, 5, 5, 33), accumulate: true);
        foreach (var (c, h, w, n) in ((int, int, int, int)[])[(1, 1, 1, 1), (3, 1, 9, 2), (13, 7, 7, 17), (65, 4, 8, 3), (4, 16, 16, 100)])
        {
            yield return new($"SumChannels: {c}×{h}×{w}, N={n}", n, Tolerance.Sum(n * h * w), t =>
                t.Backend.SumChannels(t.Given(t.Images(c, h, w)), t.Changes("sums", new Shape(c))));
        }
    }

    private static BackendCase Forward<TActivation>(ConvolutionShape s, bool bias)
        where TActivation : struct, IActivation =>
        new($"Convolve: {s}, {TActivation.Name}, {(bias ? "bias" : "no bias")}", s.Samples, Tolerance.Sum(Terms(s, s.Inputs)), t =>
            t.Backend.Convolve<TActivation>(
                t.Given(t.Images(s.Inputs, s.Height, s.Width)),
                t.Given(Kernel(s), Unit(s, s.Inputs)),
                bias ? t.Given(new Shape(s.Outputs)) : null,
                t.Result("y", t.Images(s.Outputs, s.Height, s.Width))));

    private static BackendCase InputGradient(ConvolutionShape s, bool accumulate) =>
        new($"ConvolveInputGradient: {s}, {(accumulate ? "+=" : "=")}", s.Samples, Tolerance.Sum(Terms(s, s.Outputs)), t =>
            t.Backend.ConvolveInputGradient(
                t.Given(t.Images(s.Outputs, s.Height, s.Width)),
                t.Given(Kernel(s), Unit(s, s.Outputs)),
                t.Destination("dx", t.Images(s.Inputs, s.Height, s.Width), accumulate),
                accumulate));

    private static BackendCase WeightGradient(ConvolutionShape s)
    {
        var terms = s.Samples * s.Height * s.Width;
        return new($"ConvolveWeightGradient: {s}", s.Samples, Tolerance.Sum(terms), t =>
            t.Backend.ConvolveWeightGradient(
                t.Given(t.Images(s.Inputs, s.Height, s.Width)),
                t.Given(t.Images(s.Outputs, s.Height, s.Width)),
                t.Changes("dw", Kernel(s)),
                1 / Math.Sqrt(terms)));
    }

    private static Shape Kernel(ConvolutionShape s) => new(s.Outputs, s.Inputs, s.KernelHeight, s.KernelWidth);

    private static int Terms(ConvolutionShape s, int channels) => channels * s.KernelHeight * s.KernelWidth;

    /// <summary>The standard deviation of weights that keeps results near 1.</summary>
    private static double Unit(ConvolutionShape s, int channels) => 1 / Math.Sqrt(Terms(s, channels));
}
