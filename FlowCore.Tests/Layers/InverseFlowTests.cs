using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>
/// The gradient of Inverse-Flow's layer, <c>x = K⁻¹y</c>: <c>dy = u = K⁻ᵀg</c> and <c>dA_δ = −Σ u_p x_{p−δ}ᵀ</c>, against central
/// differences of the layer itself, in double.
/// </summary>
public sealed class InverseFlowTests
{
    private const int Samples = 2;
    private const double Tolerance = 1e-6;

    public static TheoryData<Orientation, int, int> Layers { get; } = EveryLayer();

    [Theory]
    [MemberData(nameof(Layers))]
    public void Its_gradient_is_the_adjoints_and_no_likelihood_changes(Orientation orientation, int channels, int kernel)
    {
        using var placed = Place(orientation, channels, kernel);
        var (y, g) = Draws(placed);
        var (dy, dw) = placed.Gradients(y, Samples, inverse: false, g, new double[Samples]);
        var (inputSlope, inputDirection) = InputSlope(placed, y, g);
        Expect.Close(inputSlope, Numbers.Dot(dy, inputDirection), Tolerance, "input", seed: 1);
        var (weightSlope, weightDirection) = WeightSlope(placed, y, g);
        Expect.Close(weightSlope, Numbers.Dot(dw, weightDirection), Tolerance, "weights", seed: 1);
        Assert.All(placed.Forward(y, Samples).LogDet, logDet => Assert.Equal(0.0, logDet));
        Assert.All(placed.Inverse(y, Samples).LogDet, logDet => Assert.Equal(0.0, logDet));
    }

    [Theory]
    [InlineData(Orientation.TopLeft)]
    [InlineData(Orientation.TopRight)]
    [InlineData(Orientation.BottomLeft)]
    [InlineData(Orientation.BottomRight)]
    public void Every_single_weight_and_pixel_has_its_slope(Orientation orientation)
    {
        using var placed = Place(orientation, channels: 3, kernel: 2);
        var (y, g) = Draws(placed);
        var (dy, dw) = placed.Gradients(y, Samples, inverse: false, g, new double[Samples]);
        var weights = placed.Parameters;
        var slopes = Unit(weights.Length).Select(unit => Slope(by =>
        {
            placed.Parameters = Numbers.Sum(weights, unit, by);
            return Numbers.Dot(placed.Forward(y, Samples).Value, g);
        }));
        Expect.Close([.. slopes], dw, Tolerance, "weights", seed: 1);
        placed.Parameters = weights;
        Expect.Close(
            [.. Unit(y.Length).Select(unit => Slope(by => Numbers.Dot(placed.Forward(Numbers.Sum(y, unit, by), Samples).Value, g)))],
            dy,
            Tolerance,
            "input",
            seed: 1);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 3)]
    [InlineData(16, 2)]
    public void A_causal_convolution_of_the_gradient_and_the_layers_input_for_its_output_would_be_found_wrong(int channels, int kernel)
    {
        // What the published code computes: K⁻¹g for the input, and weights from the input y where the output x belongs.
        using var placed = Place(Orientation.TopLeft, channels, kernel);
        var (y, g) = Draws(placed);
        var causal = placed.Forward(g, Samples).Value;
        var (inputSlope, inputDirection) = InputSlope(placed, y, g);
        Assert.True(Math.Abs(inputSlope - Numbers.Dot(causal, inputDirection)) > 1e4 * Tolerance * Math.Max(1, Math.Abs(inputSlope)));

        var adjoint = placed.Gradients(y, Samples, inverse: false, g, new double[Samples]).Input;
        var (weightSlope, weightDirection) = WeightSlope(placed, y, g);
        var output = Numbers.Dot(WeightGradient(placed, placed.Forward(y, Samples).Value, adjoint, kernel), weightDirection);
        Expect.Close(weightSlope, output, Tolerance, "from the output", seed: 1);
        var input = Numbers.Dot(WeightGradient(placed, y, adjoint, kernel), weightDirection);
        Assert.True(Math.Abs(weightSlope - input) > 1e4 * Tolerance * Math.Max(1, Math.Abs(weightSlope)));
    }

    private static PlacedLayer Place(Orientation orientation, int channels, int kernel) => new(
        new ReferenceBackend(),
        new InverseBijector(new MaskedConv(
            "conv", new ImageShape(channels, 3, 4), kernel, kernel, orientation, new PhiloxSequence(new RandomKey(7, RandomStream.Weights, 0)))),
        seed: 1);

    private static (double[] Y, double[] G) Draws(PlacedLayer placed) =>
        (placed.Input(Samples, seed: 2), placed.Input(Samples, seed: 3));

    /// <summary>The gradient of the free weights as one ordinary correlation of −u with what is given.</summary>
    private static double[] WeightGradient(PlacedLayer placed, double[] values, double[] u, int kernel)
    {
        var (backend, shape) = (placed.Backend, placed.Shape(Samples, inverse: false));
        using var given = TestTensors.From(backend, shape, values);
        using var adjoint = TestTensors.From(backend, shape, u);
        using var taps = TestTensors.Filled(backend, new Shape(1, kernel, kernel, shape.Channels, shape.Channels), 0);
        using var free = TestTensors.Filled(backend, placed.Layer.Parameters[0].Shape, 0);
        backend.MaskedConvolveWeightGradient(given, adjoint, [Orientation.TopLeft], taps, scale: -1);
        backend.AssembleTapsGradient(taps, free);
        return TestTensors.ReadDoubles(backend, free);
    }

    private static (double Slope, double[] Direction) InputSlope(PlacedLayer placed, double[] y, double[] g)
    {
        var direction = placed.Input(Samples, seed: 4);
        return (Slope(by => Numbers.Dot(placed.Forward(Numbers.Sum(y, direction, by), Samples).Value, g)), direction);
    }

    private static (double Slope, double[] Direction) WeightSlope(PlacedLayer placed, double[] y, double[] g)
    {
        var weights = placed.Parameters;
        var direction = TestTensors.Draw(weights.Length, seed: 5, scale: 1 / Math.Sqrt(weights.Length + 1));
        var slope = Slope(by =>
        {
            placed.Parameters = Numbers.Sum(weights, direction, by);
            return Numbers.Dot(placed.Forward(y, Samples).Value, g);
        });
        placed.Parameters = weights;
        return (slope, direction);
    }

    private static double Slope(Func<double, double> f)
    {
        const double Step = 1e-5;
        return (f(Step) - f(-Step)) / (2 * Step);
    }

    private static IEnumerable<double[]> Unit(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var unit = new double[count];
        unit[i] = 1;
        return unit;
    });

    private static TheoryData<Orientation, int, int> EveryLayer()
    {
        var rows = new TheoryData<Orientation, int, int>();
        foreach (var orientation in Enum.GetValues<Orientation>())
        {
            foreach (var channels in (int[])[1, 2, 5, 8, 16])
            {
                for (var kernel = 2; kernel <= 5; kernel++)
                {
                    rows.Add(orientation, channels, kernel);
                }
            }
        }

        return rows;
    }
}
