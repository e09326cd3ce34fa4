using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class CheckpointTests : IDisposable
{
    [Theory]
    [InlineData(false, "finc,actnorm,plu,coupling")]
    [InlineData(true, "finc,actnorm,dense,coupling")]
    public void A_configuration_of_the_format_before_is_read_as_what_it_meant(bool dense, string step)
    {
        var json = $$"""{"image":{"channels":1,"height":8,"width":8},"levels":2,"stepsPerLevel":1,"width":8,"kernel":3,"bits":8,"scale":"logit","alpha":1E-06,"denseConv1x1":{{(dense ? "true" : "false")}},"recompute":true}""";
        Assert.Equal(
            SmallFlows.Config(new(1, 8, 8), levels: 2, steps: 1, width: 8) with { Step = step },
            CheckpointConfig.Read("flowcore-1", json, catalog: null));
    }

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void A_loaded_model_is_the_saved_one_to_the_bit()
    {
        var shape = new ImageShape(1, 8, 8);
        var images = TestImages.Noise(shape, 24, 1);
        using var saved = SmallFlows.Warm(_backend, SmallFlows.Config(shape), images);
        var path = _folder.PathOf("model.safetensors");
        Checkpoint.Save(path, saved, step: 5);

        var (loaded, step) = Checkpoint.Load(path, _backend);
        using (loaded)
        {
            Assert.Equal(5, step);
            Assert.Equal(saved.Config, loaded.Config);
            Expect.Same(Values(saved), Values(loaded), "parameters");
            Assert.Equal(saved.Sample(3, seed: 2).Images.Pixels, loaded.Sample(3, seed: 2).Images.Pixels);
            var batch = TestImages.All(images);
            Expect.Same(saved.LogDensity(batch, Dequantization.Midpoint), loaded.LogDensity(batch, Dequantization.Midpoint), "nats");

            // What was loaded is not started over by the first batch that comes along.
            loaded.Encode(batch);
            Expect.Same(Values(saved), Values(loaded), "parameters after a batch");
        }
    }

    [Fact]
    public void A_model_without_a_start_is_not_saved()
    {
        using var model = new FlowModel(SmallFlows.Config(new(1, 8, 8)), _backend);
        var path = _folder.PathOf("model.safetensors");
        Assert.Throws<FlowException>(() => Checkpoint.Save(path, model, step: 0));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_file_that_is_cut_or_from_elsewhere_is_refused_in_one_line()
    {
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(new(1, 8, 8)), TestImages.Noise(new(1, 8, 8), 16, 1));
        var path = _folder.PathOf("model.safetensors");
        Checkpoint.Save(path, model, step: 1);
        var bytes = File.ReadAllBytes(path);
        var damaged = _folder.PathOf("damaged.safetensors");

        Refused(bytes[..(bytes.Length / 2)]);
        Refused(Replaced("level1.step1.finc.weight", "level1.step1.fink.weight"));
        Refused(Replaced("flowcore-2", "flowcore-9"));
        Refused(Replaced("stepsPerLevel", "stepsPerLevil"));
        Refused(Replaced("\\\"logit\\\"", "9        "));

        var foreign = new SafeTensorsWriter();
        foreign.Add("weight", new Shape(2), new float[2]);
        foreign.Save(damaged);
        Assert.Contains("metadata 'format'", Load(), StringComparison.Ordinal);

        byte[] Replaced(string from, string to) =>
            System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(bytes).Replace(from, to, StringComparison.Ordinal));

        void Refused(byte[] content)
        {
            File.WriteAllBytes(damaged, content);
            Load();
        }

        string Load()
        {
            var message = Assert.ThrowsAny<FlowException>(() => Checkpoint.Load(damaged, _backend)).Message;
            Assert.Contains("damaged.safetensors", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            return message;
        }
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(new(1, 8, 8)), TestImages.Noise(new(1, 8, 8), 16, 1));
        _backend.Fill(model.Arena.Parameters[0].Value, double.NaN);
        var path = _folder.PathOf("model.safetensors");
        Checkpoint.Save(path, model, step: 1);
        Assert.Contains("finite numbers, got NaN at 0", Assert.Throws<FlowException>(() => Checkpoint.Load(path, _backend)).Message, StringComparison.Ordinal);
    }

    private double[] Values(FlowModel model) => TestTensors.ReadDoubles(_backend, model.Arena.Values);
}
