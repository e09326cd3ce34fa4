using FlowCore.Tests.Support;
using FlowCore.Tools.Plotting;
using Xunit;

namespace FlowCore.Tests.Plotting;

public sealed class MetricsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_read_once_and_one_that_is_not_whole_when_it_is()
    {
        var reader = new MetricsReader(File);
        Assert.False(reader.ReadOn());
        Append("{\"step\":1,\"bpd\":4,\"gradNorm\":100,\"lr\":0.1}\n{\"step\":2,\"bp");
        Assert.True(reader.ReadOn());
        Assert.False(reader.ReadOn());
        Append("d\":5,\"gradNorm\":10,\"lr\":0.2,\"validBpd\":4.5,\"emaValidBpd\":4.25}\n");
        Assert.True(reader.ReadOn());
        var curves = reader.Curves;
        Assert.Equal(2, curves.Step);
        Assert.Equal([1.0, 2], curves.Bits.X);
        Assert.Equal([4.0, 5], curves.Bits.Y);
        Assert.Equal([2.0, 1], curves.LogGradientNorm.Y);
        Assert.Equal([0.1, 0.2], curves.LearningRate.Y);
        Assert.Equal([2.0], curves.ValidBits.X);
        Assert.Equal([4.5], curves.ValidBits.Y);
        Assert.Equal([4.25], curves.EmaValidBits.Y);
    }

    [Fact]
    public void A_refused_step_is_marked_and_has_no_point()
    {
        Append("{\"step\":1,\"bpd\":4,\"gradNorm\":1,\"lr\":1}\n{\"step\":2,\"bpd\":null,\"gradNorm\":null,\"lr\":1,\"refused\":\"step 2: why\"}\n");
        var reader = new MetricsReader(File);
        reader.ReadOn();
        Assert.Equal([1.0], reader.Curves.Bits.X);
        Assert.Equal([1.0], reader.Curves.LogGradientNorm.X);
        Assert.Equal([2.0], reader.Curves.Refused.X);
    }

    private void Append(string text) => System.IO.File.AppendAllText(File, text);
}
