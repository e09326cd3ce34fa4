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
        var (p, q) = (TestTensors.Draw(value.Length, row.Seed + 1), TestTensors.Draw(Samples, row.Seed + 2));
        var (dx, gradients) = layer.Gradients(x, Samples, inverse, p, q);
        return new Judged(layer.Parameters, value, logDet, dx, gradients);
    }

    /// <summary>A layer's parameters, which a float holds, and what it computed with them.</summary>
    private sealed record Judged(double[] Parameters, double[] Value, double[] LogDet, double[] InputGradient, double[] Gradients);
}
