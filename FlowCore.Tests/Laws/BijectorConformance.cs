using System.Collections.Concurrent;
using FlowCore.Outside;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// Whole layers on every backend: each row of <see cref="BijectorCases"/>, its log-dets and its gradients, in both directions,
/// against the same layer in double.
/// </summary>
public abstract class BijectorConformance : BackendExamples
{
    private const int Samples = 3;

    // One may stop a round before the other, where a round adds a thousandth.
    private const double IterationTolerance = 2e-3;

    // The factor is found where the response, a sum of many roundings, meets the bound.
    private const double BoundTolerance = 1e-4;

    private static readonly ConcurrentDictionary<(string Name, bool Inverse), Judged> References = new();

    /// <summary>Every row, forward and inverse.</summary>
    public static TheoryData<string, bool> Layers => BijectorLaws.Directions;

    [BackendTheory]
    [MemberData(nameof(Layers))]
    public void A_layer_and_its_gradients_are_the_references(string name, bool inverse)
    {
        var row = BijectorCases.All[name];
        var expected = References.GetOrAdd((name, inverse), _ => Reference(row, inverse));
        using var layer = new PlacedLayer(Backend, row.Create(), row.Seed);
        layer.Parameters = expected.Parameters;
        var actual = Judge(layer, row, inverse);
        Close(expected.Value, actual.Value, "value");
        Close(expected.LogDet, actual.LogDet, "log-det");
        Close(expected.InputGradient, actual.InputGradient, "input gradient");
        Close(expected.Gradients, actual.Gradients, "gradients");

        void Close(double[] right, double[] result, string what) =>
            Expect.Close(right, result, row.GradientTolerance, $"{name}: {what}", row.Seed);
    }

    [BackendTheory]
    [MemberData(nameof(BijectorLaws.Names), MemberType = typeof(BijectorLaws))]
    public void What_it_says_of_its_inverse_is_what_the_reference_says(string name)
    {
        var row = BijectorCases.All[name];
        using var backend = new ReferenceBackend();
        using var right = new PlacedLayer(backend, row.Create(), row.Seed);
        using var layer = new PlacedLayer(Backend, row.Create(), row.Seed);
        Expect.Close(Said(right), Said(layer), IterationTolerance, $"{name}: gain, condition", row.Seed);
        right.Layer.BoundInverseGain(backend, most: 1.1);
        layer.Layer.BoundInverseGain(Backend, most: 1.1);
        Expect.Close(right.Parameters, layer.Parameters, BoundTolerance, $"{name}: bounded weights", row.Seed);

        static double[] Said(PlacedLayer layer) =>
            [layer.Layer.InverseGain(layer.Backend) ?? -1, layer.Layer.Condition(layer.Backend) ?? -1];
    }

    private static Judged Reference(BijectorCase row, bool inverse)
    {
        using var backend = new ReferenceBackend();
        using var layer = new PlacedLayer(backend, row.Create(), row.Seed);
        return Judge(layer, row, inverse);
    }

    private static Judged Judge(PlacedLayer layer, BijectorCase row, bool inverse)
    {
        var x = layer.Input(Samples, row.Seed, inverse);
        var (value, logDet) = layer.Run(x, Samples, inverse);
        if (inverse && !row.InverseTrains)
        {
            return new Judged(layer.Parameters, value, logDet, [], []);
        }

        var (p, q) = (TestTensors.Draw(value.Length, row.Seed + 1), TestTensors.Draw(Samples, row.Seed + 2));
        var (dx, gradients) = layer.Gradients(x, Samples, inverse, p, q);
        return new Judged(layer.Parameters, value, logDet, dx, gradients);
    }

    /// <summary>A layer's parameters, which a float holds, and what it computed with them.</summary>
    private sealed record Judged(double[] Parameters, double[] Value, double[] LogDet, double[] InputGradient, double[] Gradients);
}
