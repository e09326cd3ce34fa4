using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>What holds of every layer. Judged in double on the reference backend; the last laws in float on the CPU's.</summary>
public sealed class BijectorLaws
{
    private const int Samples = 3;

    // Central differences of a double with steps of 1e-5 or 1e-6.
    private const double Differences = 1e-7;

    // Sums of a few hundred doubles, through a recursion.
    private const double Exact = 1e-10;

    public static TheoryData<string> Names { get; } = new(BijectorCases.All.Keys);

    public static TheoryData<string, bool> Directions { get; } = BothDirections();

    /// <summary>Every row with vectors of each width.</summary>
    public static IEnumerable<object[]> Widths { get; } =
        from bits in VectorWidths.All from name in BijectorCases.All.Keys select new object[] { bits, name };

    [Theory]
    [MemberData(nameof(Names))]
    public void Inverse_undoes_forward(string name)
    {
        using var layer = Place(name, out var row);
        var x = layer.Input(Samples, row.Seed);
        Expect.Close(x, layer.Inverse(layer.Forward(x, Samples).Value, Samples).Value, Exact, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_undoes_inverse(string name)
    {
        using var layer = Place(name, out var row);
        var z = layer.Input(Samples, row.Seed, inverse: true);
        Expect.Close(z, layer.Forward(layer.Inverse(z, Samples).Value, Samples).Value, Exact, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_log_dets_of_both_directions_add_up_to_zero(string name)
    {
        using var layer = Place(name, out var row);
        var (z, forward) = layer.Forward(layer.Input(Samples, row.Seed), Samples);
        var (_, inverse) = layer.Inverse(z, Samples);
        Assert.Equal(Samples, forward.Length);
        Expect.Close(new double[Samples], [.. forward.Zip(inverse, (a, b) => a + b)], Exact, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Log_det_is_the_dense_Jacobians(string name)
    {
        using var layer = Place(name, out var row);
        var x = layer.Input(samples: 1, row.Seed);
        var expected = DenseJacobian.LogAbsDet(DenseJacobian.Of(layer, x));
        Expect.Close(expected, layer.Forward(x, samples: 1).LogDet[0], Differences, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_does_not_depend_on_the_rest_of_its_batch(string name)
    {
        using var layer = Place(name, out var row);
        var x = layer.Input(Samples, row.Seed);
        var (_, logDet) = layer.Forward(x, Samples);
        var plane = row.Shape.Plane;
        for (var n = 0; n < Samples; n++)
        {
            var alone = Enumerable.Range(0, row.Shape.Channels)
                .SelectMany(c => x.Skip(((c * Samples) + n) * plane).Take(plane))
                .ToArray();
            Expect.Close(logDet[n], layer.Forward(alone, samples: 1).LogDet[0], Exact, $"{name}, sample {n}", row.Seed);
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Gradients_match_central_differences(string name, bool inverse)
    {
        using var layer = Place(name, out var row);
        var x = layer.Input(Samples, row.Seed, inverse);
        var value = layer.Run(x, Samples, inverse).Value;
        var p = TestTensors.Draw(value.Length, row.Seed + 1);
        var q = TestTensors.Draw(Samples, row.Seed + 2);
        var (dx, dparameters) = layer.Gradients(x, Samples, inverse, p, q);

        var direction = TestTensors.Draw(x.Length, row.Seed + 3);
        Expect.Close(
            Slope(by => Objective(Moved(x, direction, by))), Dot(dx, direction), Differences, $"{name}: input", row.Seed);

        // Every parameter alone: a gradient that never arrives cannot hide behind another's.
        var parameters = layer.Parameters;
        var offset = 0;
        foreach (var parameter in layer.Layer.Parameters)
        {
            var along = new double[parameters.Length];
            TestTensors.Draw(parameter.Shape.Count, row.Seed + 4).CopyTo(along, offset);
            offset += (int)parameter.Shape.Count;
            var slope = Slope(by =>
            {
                layer.Parameters = Moved(parameters, along, by);
                return Objective(x);
            });
            Expect.Close(slope, Dot(dparameters, along), Differences, $"{name}: {parameter.Name}", row.Seed);
        }

        double Objective(double[] at)
        {
            var (values, logDet) = layer.Run(at, Samples, inverse);
            return Dot(values, p) + Dot(logDet, q);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_shape_is_refused_with_both_shapes(string name)
    {
        using var layer = Place(name, out var row);
        var wrong = row.Shape with { Height = row.Shape.Height + 1 };
        var failure = Assert.Throws<ShapeException>(() =>
        {
            using var tape = new Tape(layer.Backend, recording: false);
            using var x = layer.Backend.Allocate(wrong.Batched(2));
            layer.Layer.Forward(tape.Input(x));
        });
        Assert.Contains($"expected {row.Shape.Batched(2)}, got {wrong.Batched(2)}", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(layer.Layer.Name, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void In_float_the_round_trip_stays_within_the_rows_tolerance(int bits, string name)
    {
        using var backend = VectorWidths.Backend(bits);
        var row = BijectorCases.All[name];
        using var layer = new PlacedLayer(backend, row.Create(), row.Seed);
        var x = layer.Input(Samples, row.Seed);
        var (z, logDet) = layer.Forward(x, Samples);
        var (back, inverseLogDet) = layer.Inverse(z, Samples);
        Expect.Close(x, back, row.FloatTolerance, name, row.Seed);
        Expect.Close(logDet, [.. inverseLogDet.Select(v => -v)], row.FloatTolerance, name + ": log-det", row.Seed);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void In_float_values_and_gradients_are_the_references(int bits, string name)
    {
        // Gradients sum over samples and pixels: a few more roundings than a round trip.
        var row = BijectorCases.All[name];
        var tolerance = Math.Max(1e-6, 2 * row.FloatTolerance);
        using var backend = VectorWidths.Backend(bits);
        using var layer = new PlacedLayer(backend, row.Create(), row.Seed);
        using var reference = Place(name, out _);
        reference.Parameters = layer.Parameters;
        var x = layer.Input(Samples, row.Seed);
        var (expected, expectedLogDet) = reference.Forward(x, Samples);
        var (value, logDet) = layer.Forward(x, Samples);
        Expect.Close(expected, value, tolerance, name, row.Seed);
        Expect.Close(expectedLogDet, logDet, tolerance, name + ": log-det", row.Seed);

        var (p, q) = (TestTensors.Draw(value.Length, row.Seed + 1), TestTensors.Draw(Samples, row.Seed + 2));
        var expectedGradients = reference.Gradients(x, Samples, inverse: false, p, q);
        var gradients = layer.Gradients(x, Samples, inverse: false, p, q);
        Expect.Close(expectedGradients.Input, gradients.Input, tolerance, name + ": input gradient", row.Seed);
        Expect.Close(expectedGradients.Parameters, gradients.Parameters, tolerance, name + ": gradients", row.Seed);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Poisoned_memory_and_more_threads_change_no_bit(int bits, string name)
    {
        var row = BijectorCases.All[name];
        using var plain = new CpuBackend(threads: 1, poisonMemory: false, CacheSizes.OfThisMachine, bits);
        using var poisoned = VectorWidths.Backend(bits);
        using var one = new PlacedLayer(plain, row.Create(), row.Seed);
        using var two = new PlacedLayer(poisoned, row.Create(), row.Seed);
        var x = one.Input(Samples, row.Seed);
        var z = one.Forward(x, Samples).Value;
        Expect.Same(z, two.Forward(x, Samples).Value, name, row.Seed);
        Expect.Same(one.Inverse(z, Samples).Value, two.Inverse(z, Samples).Value, name, row.Seed);
    }

    private static TheoryData<string, bool> BothDirections()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var name in BijectorCases.All.Keys)
        {
            rows.Add(name, false);
            rows.Add(name, true);
        }

        return rows;
    }

    private static PlacedLayer Place(string name, out BijectorCase row)
    {
        row = BijectorCases.All[name];
        return new PlacedLayer(new ReferenceBackend(), row.Create(), row.Seed);
    }

    private static double Slope(Func<double, double> f)
    {
        // Small enough that hardly a relu's corner lies inside it, large enough for nine digits.
        const double Step = 1e-6;
        return (f(Step) - f(-Step)) / (2 * Step);
    }

    private static double[] Moved(double[] x, double[] direction, double by) => [.. x.Zip(direction, (a, b) => a + (by * b))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
