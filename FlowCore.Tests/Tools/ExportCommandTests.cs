using System.Globalization;
using FlowCore.Backends.Cpu;
using FlowCore.Coding;
using FlowCore.Data.Numpy;
using FlowCore.Files.SafeTensors;
using FlowCore.Tests.Coding;
using FlowCore.Tests.Onnx;
using FlowCore.Tests.Support;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_becomes_ONNX_weights_and_a_table()
    {
        var run = _folder.PathOf("run");
        FlowCall.Train(run, "--max-steps", "3");
        var onnx = Export(run, "model.onnx");
        using (var density = new OnnxRun(File.ReadAllBytes(onnx)))
        {
            Assert.Equal(["bits_per_dimension", "latent_1", "log_density"], density.Outputs.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("3", density.Metadata.CustomMetadataMap["step"]);
            Assert.Contains("\"levels\":1", density.Metadata.CustomMetadataMap["config"], StringComparison.Ordinal);
        }

        using (var inverse = new OnnxRun(File.ReadAllBytes(Export(run, "inverse.onnx", "--inverse"))))
        {
            Assert.Equal("pixels", Assert.Single(inverse.Outputs.Keys));
        }

        using (var weights = new SafeTensorsReader(Export(run, "weights.safetensors")))
        {
            Assert.Equal("config", Assert.Single(weights.Metadata.Keys));
            Assert.Contains(weights.Entries, entry => entry.Name.EndsWith("conv1.weight", StringComparison.Ordinal));
            Assert.All(weights.Entries, entry => Assert.StartsWith("level1.", entry.Name, StringComparison.Ordinal));
        }

        var table = File.ReadAllLines(Export(run, "metrics.csv"));
        Assert.StartsWith("step,bpd,", table[0], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], table[1..].Select(line => line.Split(',')[0]));
        Assert.All(table[1..], line => Assert.InRange(double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture), 0, 20));
        Assert.All(table, line => Assert.Equal(table[0].Split(',').Length, line.Split(',').Length));
    }

    [Fact]
    public void Latents_become_arrays_for_NumPy()
    {
        var model = CodecTrial.Save(_folder.PathOf("model.safetensors"), CodecTrial.Config, CodecTrial.Images);
        var source = _folder.PathOf("latents.safetensors");
        float[][] levels;
        using (var backend = new CpuBackend(threads: 1))
        {
            CodecTrial.Encode(model, backend, CodecTrial.Images, source);
            using var file = LatentFile.Open(source);
            levels = [file.ReadLevel(0), file.ReadLevel(1)];
            Assert.Equal(levels, file.ReadLatents(0, file.Count).Values);
        }

        var bytes = File.ReadAllBytes(Export(source, "second.npy", "--level", "2"));
        using (var stream = new MemoryStream(bytes))
        {
            var header = NpyHeader.Read(buffer => stream.Read(buffer), "second");
            Assert.Equal(("<f4", false), (header.Type, header.IsFortran));
            Assert.Equal([130L, 24, 2, 3], header.Extents);
            Assert.Equal(0, header.Length % 64);
            Assert.Equal(levels[1], Enumerable.Range(0, levels[1].Length).Select(i => BitConverter.ToSingle(bytes, header.Length + (4 * i))));
        }

        using var archive = System.IO.Compression.ZipFile.OpenRead(Export(source, "all.npz"));
        Assert.Equal(["latent.1.npy", "latent.2.npy"], archive.Entries.Select(entry => entry.FullName));
        using (var first = archive.Entries[0].Open())
        {
            using var copy = new MemoryStream();
            first.CopyTo(copy);
            Assert.Equal(levels[0][^1], BitConverter.ToSingle(copy.ToArray().AsSpan(^4)));
        }

        Refused(source, "one.npy", "--level: expected 1 to 2, as a .npy holds one array, got none. Or write a .npz.");
        Refused(source, "one.npy", "--level: expected 1 to 2, got 3.", "--level", "3");
        Refused(source, "one.npy", "--level: expected 1 to 2, got 0.", "--level", "0");

        // Another file of that format is not one of latents, and a damaged one is none either.
        Assert.Contains("expected", Assert.Single(FlowCall.Run("export", model, "--out", _folder.PathOf("one.npy")).ErrorLines), StringComparison.Ordinal);
        var damaged = File.ReadAllBytes(source);
        damaged[^1] ^= 1;
        File.WriteAllBytes(source, damaged);
        Assert.Contains("SHA-256", Assert.Single(FlowCall.Run("export", source, "--out", _folder.PathOf("one.npz")).ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_the_ending_is_refused_in_a_line()
    {
        Refused("run", "model.txt", "--out: expected a file ending in .onnx, .safetensors, .csv, .npy or .npz, got '" + _folder.PathOf("model.txt") + "'.");
        Refused("run", "metrics.csv", "--inverse: expected --out with .onnx, got .csv.", "--inverse");
        Refused("run", "all.npz", "--level: expected --out with .npy, got .npz.", "--level", "1");
        Refused("run", "metrics.csv", "--weights: expected --out with .onnx or .safetensors, got .csv.", "--weights", "raw");
    }

    private string Export(string source, string name, params string[] options)
    {
        var path = _folder.PathOf(name);
        var call = FlowCall.Run(["export", source, "--out", path, "--json", .. options]);
        Assert.True(call.Code == 0, call.Error);
        Assert.Equal(new FileInfo(path).Length, call.Json().GetProperty("bytes").GetInt64());
        return path;
    }

    private void Refused(string source, string name, string line, params string[] options)
    {
        var call = FlowCall.Run(["export", source, "--out", _folder.PathOf(name), .. options]);
        Assert.Equal((ExitCode.WrongCall, line), (call.Code, Assert.Single(call.ErrorLines)));
        Assert.False(File.Exists(_folder.PathOf(name)));
    }
}
