using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>What the catalog's names mean, and that files with a unit's second name are read.</summary>
public sealed class UnitNameTests
{
    private static readonly ImageShape Image = new(1, 8, 8);

    [Fact]
    public void A_file_that_calls_Inverse_Flow_by_its_second_name_is_read_with_its_own_paths()
    {
        using var backend = new CpuBackend(threads: 1);
        using var folder = new TemporaryFolder();
        var config = SmallFlows.Config(Image) with { Step = "actnorm,inverse-finc,coupling" };
        var images = TestImages.Noise(Image, 16, seed: 2);
        using var saved = SmallFlows.Warm(backend, config, images);
        Assert.Contains(saved.Arena.Parameters, parameter => parameter.Name == "level1.step1.inverse-finc.weight");
        var path = folder.PathOf("model.safetensors");
        Checkpoint.Save(path, saved, 5);
        var (read, _) = Checkpoint.Load(path, backend);
        using var loaded = read;
        Expect.Same(TestTensors.ReadDoubles(backend, saved.Arena.Values), TestTensors.ReadDoubles(backend, loaded.Arena.Values), "weights");
        Assert.Equal(saved.Sample(2, seed: 3).Images.Pixels, loaded.Sample(2, seed: 3).Images.Pixels);
    }

    [Fact]
    public void Lists_have_its_first_name_only()
    {
        Assert.Contains("inverse-flow", FlowCatalog.Standard.Units);
        Assert.DoesNotContain("inverse-finc", FlowCatalog.Standard.Units);
    }

    [Theory]
    [InlineData("cinc", FlowConfig.DefaultStep, "cinc,actnorm,plu,coupling")]
    [InlineData("glow", FlowConfig.DefaultStep, "actnorm,plu,coupling")]
    [InlineData("emerging", "actnorm,plu,coupling", "emerging,actnorm,plu,coupling")]
    [InlineData("inverse-flow", "actnorm, masked, finc, coupling", "actnorm,inverse-flow,finc,coupling")]
    [InlineData("finc", "actnorm,inverse-finc,coupling", "actnorm,finc,coupling")]
    public void A_unit_takes_the_place_of_the_first_that_mixes(string unit, string step, string expected) =>
        Assert.Equal(expected, FlowCatalog.Standard.StepWith(unit, step));

    [Fact]
    public void The_command_line_knows_the_units_and_says_so_in_a_line()
    {
        using var folder = new TemporaryFolder();
        var call = FlowCall.Run("train", "--out", folder.PathOf("run"), "--unit", "fin");
        Assert.Equal(2, call.Code);
        Assert.EndsWith(
            $"--unit: expected one of {string.Join(", ", FlowCatalog.Standard.Mixing.Select(unit => unit.Name))}, glow, got 'fin'.",
            Assert.Single(call.ErrorLines),
            StringComparison.Ordinal);
        var help = FlowCall.Run("train", "--help").Output;
        Assert.All(FlowCatalog.Standard.Mixing, unit => Assert.Contains(unit.Source.Split(' ')[0], help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--unit", "cinc")]
    [InlineData("--set", "model.unit=cinc")]
    public void A_run_records_the_step_that_a_unit_makes(string flag, string value)
    {
        using var folder = new TemporaryFolder();
        FlowCall.Train(folder.PathOf("run"), "--max-steps", "0", flag, value);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.PathOf("run"), "config.json")));
        Assert.Equal("cinc,actnorm,plu,coupling", config.RootElement.GetProperty("model").GetProperty("step").GetString());
    }
}
