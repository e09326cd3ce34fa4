using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// What holds of every layer. Judged in double on the reference backend; the last laws in float on the CPU's. What a backend
/// computes with layers is held to the reference by <see cref="BijectorConformance"/>.
/// </summary>
public sealed class BijectorLaws
{
    private const int Samples = 3;

    // Central differences of a double with steps of 1e-5 or 1e-6.
    private const double Differences = 1e-7;

    // Sums of a few hundred doubles, through a recursion.
    private const double Exact = 1e-10;

    public static TheoryData<string> Names { get; } = new(BijectorCases.All.Keys);

    /// <summary>The rows whose inverse undoes them.</summary>
    public static TheoryData<string> Invertible { get; } =
        new(BijectorCases.All.Values.Where(row => row.NoInverse is null).Select(row => row.Name));

    public static TheoryData<string, bool> Directions { get; } = BothDirections();

    /// <summary>The directions of each row that gradients come back through.</summary>
    public static TheoryData<string, bool> Trained { get; } = TrainedDirections();

    /// <summary>Every row with vectors of each width.</summary>
    public static IEnumerable<object[]> Widths { get; } =
        from bits in VectorWidths.All from name in BijectorCases.All.Keys select new object[] { bits, name };

    [Theory]
    [MemberData(nameof(Invertible))]
    public void Inverse_undoes_forward(string name)
    {
        using var layer = Place(name, out var row);
        var x = layer.Input(Samples, row.Seed);
        Expect.Close(x, layer.Inverse(layer.Forward(x, Samples).Value, Samples).Value, Exact + row.InverseError, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Invertible))]
    public void Forward_undoes_inverse(string name)
    {
        using var layer = Place(name, out var row);
        var z = layer.Input(Samples, row.Seed, inverse: true);
        Expect.Close(z, layer.Forward(layer.Inverse(z, Samples).Value, Samples).Value, Exact + row.InverseError, name, row.Seed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_log_dets_of_both_directions_add_up_to_zero(string name)
    {
        using var layer = Place(name, out var row);
        var (z, forward) = layer.Forward(layer.Input(Samples, row.Seed), Samples);
        var (_, inverse) = layer.Inverse(z, Samples);
        Assert.Equal(Samples, forward.Length);
        Expect.Close(new double[Samples], Numbers.Sum(forward, inverse), Exact + row.InverseError, name, row.Seed);
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
    [MemberData(nameof(Directions))]
    public void A_sample_does_not_depend_on_the_rest_of_its_batch(string name, bool inverse)
    {
        using var layer = Place(name, out var row);
        var (given, result) = (layer.Shape(Samples, inverse), layer.Shape(Samples, !inverse));
        var x = layer.Input(Samples, row.Seed, inverse);
        var (value, logDet) = layer.Run(x, Samples, inverse);
        for (var n = 0; n < Samples; n++)
        {
            var (valueAlone, logDetAlone) = layer.Run(Outcome.Slice(x, given, n), samples: 1, inverse);
            Expect.Close(Outcome.Slice(value, result, n), valueAlone, Exact, $"{name}, sample {n}", row.Seed);
            Expect.Close([logDet[n]], logDetAlone, Exact, $"{name}, sample {n}: log-det", row.Seed);
        }
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void A_samples_gradients_do_not_depend_on_the_rest_of_its_batch(string name, bool inverse)
    {
        using var layer = Place(name, out var row);
        var (given, result) = (layer.Shape(Samples, inverse), layer.Shape(Samples, !inverse));
        var x = layer.Input(Samples, row.Seed, inverse);
        var value = layer.Run(x, Samples, inverse).Value;
        var (p, q) = (TestTensors.Draw(value.Length, row.Seed + 1), TestTensors.Draw(Samples, row.Seed + 2));
        var (dx, dparameters) = layer.Gradients(x, Samples, inverse, p, q);
        var sum = new double[dparameters.Length];
        for (var n = 0; n < Samples; n++)
        {
            var (dxAlone, share) = layer.Gradients(Outcome.Slice(x, given, n), samples: 1, inverse, Outcome.Slice(p, result, n), [q[n]]);
            Expect.Close(Outcome.Slice(dx, given, n), dxAlone, Exact, $"{name}, sample {n}: input gradient", row.Seed);
            sum = Numbers.Sum(sum, share);
        }

        Expect.Close(sum, dparameters, Exact, $"{name}: gradients", row.Seed);
    }

    [Theory]
    [MemberData(nameof(Trained))]
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
            Slope(by => Objective(Numbers.Sum(x, direction, by))), Numbers.Dot(dx, direction), Differences, $"{name}: input", row.Seed);

        if (row.NoDerivatives is not null)
        {
            return;
        }

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
                layer.Parameters = Numbers.Sum(parameters, along, by);
                return Objective(x);
            });
            Expect.Close(slope, Numbers.Dot(dparameters, along), Differences, $"{name}: {parameter.Name}", row.Seed);
        }

        double Objective(double[] at)
        {
            var (values, logDet) = layer.Run(at, Samples, inverse);
            return Numbers.Dot(values, p) + Numbers.Dot(logDet, q);
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Another_shape_is_refused_with_both_shapes(string name, bool inverse)
    {
        using var layer = Place(name, out _);
        var right = inverse ? layer.Layer.OutputShape : layer.Layer.InputShape;
        var (channels, height, width) = (right.Channels, right.Height, right.Width);
        foreach (var wrong in (ImageShape[])[new(channels + 1, height, width), new(channels, height + 1, width), new(channels, height, width + 1)])
        {
            var failure = Assert.Throws<ShapeException>(() =>
            {
                using var tape = new Tape(layer.Backend, recording: false);
                using var x = layer.Backend.Allocate(wrong.Batched(2));
                layer.Apply(tape.Input(x), inverse);
            });
            Assert.StartsWith(
                $"{layer.Layer.Name}{(inverse ? " (inverse)" : "")}: expected {right.Batched(2)}, got {wrong.Batched(2)}.",
                failure.Message,
                StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }
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
        if (row.NoInverse is null)
        {
            Expect.Close(x, back, row.FloatTolerance, name, row.Seed);
        }

        Expect.Close(logDet, [.. inverseLogDet.Select(v => -v)], row.FloatTolerance, name + ": log-det", row.Seed);
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

    private static TheoryData<string, bool> TrainedDirections()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var row in BijectorCases.All.Values)
        {
            rows.Add(row.Name, false);
            if (row.InverseTrains)
            {
                rows.Add(row.Name, true);
            }
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
}
