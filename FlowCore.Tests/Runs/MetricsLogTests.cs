using System.Text.Json;
using FlowCore.Evaluation;
using FlowCore.Runs;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_number_that_is_not_finite_is_null_and_never_0()
    {
        var line = Written(Reports.Of(3, bits: double.NaN, refusal: "step 3: why") with { Stability = Gain(double.PositiveInfinity) });
        Assert.Equal(JsonValueKind.Null, line.GetProperty("bpd").ValueKind);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("largestGain").ValueKind);
        Assert.Equal("step 3: why", line.GetProperty("refused").GetString());
    }

    [Fact]
    public void The_layer_of_the_largest_gain_stands_beside_it()
    {
        var line = Written(Reports.Of(3) with { Stability = Gain(28.5) });
        Assert.Equal(28.5, line.GetProperty("largestGain").GetDouble());
        Assert.Equal("level1.step2.finc", line.GetProperty("largestGainLayer").GetString());
        Assert.False(Written(Reports.Of(3)).TryGetProperty("largestGainLayer", out _));
    }

    private static StabilityReport Gain(double gain) => new([new LayerStability("level1.step2.finc", gain, Condition: null)]);

    private JsonElement Written(StepReport report)
    {
        var path = _folder.PathOf($"{Guid.NewGuid():N}.jsonl");
        using (var log = new MetricsLog(path))
        {
            log.Write(report);
        }

        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }
}
