using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>What <c>flow sample</c> says of its own time.</summary>
public sealed class SampleTimesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_batch_and_its_compilation_are_apart_from_the_rest()
    {
        FlowCall.Train(_folder.PathOf("run"), "--max-steps", "1");
        var call = Sample(count: 150);
        Assert.Matches(@"the first 100 in \d+ ms with compilation, then \d+\.\d\d ms an image", call.Output);
        Assert.Equal(100, call.Json().GetProperty("firstBatch").GetInt32());
        Assert.True(call.Json().GetProperty("firstBatchMs").GetDouble() > 0);
        Assert.True(call.Json().GetProperty("msPerImage").GetDouble() > 0);

        var one = Sample(count: 3);
        Assert.Matches(@", in \d+ ms with compilation\n", one.Output);
        Assert.Equal(3, one.Json().GetProperty("firstBatch").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, one.Json().GetProperty("msPerImage").ValueKind);
    }

    private FlowCall Sample(int count)
    {
        var call = FlowCall.Run("sample", _folder.PathOf("run"), "--count", $"{count}", "--out", _folder.PathOf("a.png"), "--json");
        Assert.Equal(0, call.Code);
        return call;
    }
}
