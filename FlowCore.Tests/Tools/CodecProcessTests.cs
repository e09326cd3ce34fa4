using FlowCore.Data.Numpy;
using FlowCore.Tests.Coding;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Latents that pass between processors of another kind, and a signal in the middle.</summary>
public sealed class CodecProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.PathOf("model.safetensors");

    private string Latents => _folder.PathOf("latents.safetensors");

    public void Dispose() => _folder.Dispose();

    // Without AVX2 the runtime has no fused multiply-add either, and other bits; without AVX-512 it has the same.
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", 1f, true)]
    [InlineData("DOTNET_EnableAVX512=0", 60f, true)]
    [InlineData("DOTNET_EnableAVX2=0", 1f, true)]
    [InlineData("DOTNET_EnableAVX2=0", 60f, false)]
    public void A_processor_of_another_kind_gives_the_same_bytes_or_says_why_not(string setting, float factor, bool comesBack)
    {
        var images = TestImages.Noise(CodecTrial.Image, 24, seed: 7);
        CodecTrial.Save(Model, CodecTrial.Config, images, factor);
        var data = _folder.PathOf("data.npy");
        NpyWriter.Save(data, images.Shape, images.Count, bits: 8, take => take(TestImages.All(images)));
        foreach (var (encoder, decoder) in (ReadOnlySpan<(string, string)>)[("", setting), (setting, ""), (setting, setting)])
        {
            var back = _folder.PathOf("back.npy");
            File.Delete(back);
            var encoded = FlowProcess.Run($"{encoder} exec \"$@\"", "encode", Model, "--data", data, "--out", Latents, "--device", "cpu");
            Assert.True(encoded.Code == 0, encoded.Error);
            var decoded = FlowProcess.Run($"{decoder} exec \"$@\"", "decode", Latents, "--model", Model, "--out", back, "--device", "cpu");
            if (comesBack || encoder == decoder)
            {
                Assert.True(decoded.Code == 0, decoded.Error);
                Assert.Equal(File.ReadAllBytes(data), File.ReadAllBytes(back));
            }
            else
            {
                Assert.Equal(1, decoded.Code);
                Assert.Contains("fused multiply-add", Assert.Single(decoded.ErrorLines), StringComparison.Ordinal);
                Assert.False(File.Exists(back));
            }
        }
    }

    [LinuxFact]
    public void A_signal_in_the_middle_leaves_the_old_file_and_nothing_beside_it()
    {
        FlowCall.Train(_folder.PathOf("run"), "--max-steps", "0");
        File.WriteAllText(Latents, "old");
        using var process = FlowProcess.Start("exec \"$@\"", "encode", _folder.PathOf("run"), "--out", Latents, "--device", "cpu");

        // Once there is something beside the file, it is at work.
        Assert.True(SpinWait.SpinUntil(
            () => _folder.Names.Any(name => name.EndsWith(".tmp", StringComparison.Ordinal)), TimeSpan.FromMinutes(1)));
        process.Signal("INT");
        Assert.Equal(130, process.End().Code);
        Assert.Equal(["latents.safetensors", "run"], _folder.Names);
        Assert.Equal("old", File.ReadAllText(Latents));
    }
}
