using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>The kinds of couplings that a step and a split may have.</summary>
public sealed class CouplingNameTests
{
    private static readonly ImageShape Image = new(1, 8, 8);

    [Theory]
    [InlineData("additive", FlowConfig.DefaultStep, "finc,actnorm,plu,additive")]
    [InlineData("quad", "coupling, plu, additive", "quad,plu,quad")]
    [InlineData("affine", "actnorm,quad", "actnorm,coupling")]
    [InlineData("affine", FlowConfig.DefaultStep, FlowConfig.DefaultStep)]
    [InlineData("quad", "finc,actnorm", "finc,actnorm,quad")]
    public void A_kind_takes_the_place_of_every_coupling(string coupling, string step, string expected) =>
        Assert.Equal(expected, FlowCatalog.Standard.StepWithCoupling(coupling, step));

    [Theory]
    [InlineData(FlowConfig.DefaultStep, typeof(AffineCoupling))]
    [InlineData("finc,actnorm", typeof(AffineCoupling))]
    [InlineData("actnorm,additive", typeof(AdditiveCoupling))]
    [InlineData("actnorm,quad,plu", typeof(QuadCoupling))]
    [InlineData("additive,plu,coupling", typeof(AffineCoupling))]
    public void A_split_has_the_coupling_that_its_steps_end_with(string step, Type expected)
    {
        var levels = new FlowBuilder(SmallFlows.Config(Image) with { Step = step }).BuildLevels();
        var split = levels[0].Chain.Children[^1];
        Assert.Equal(("level1.split.coupling", expected), (split.Name, split.GetType()));
        Assert.DoesNotContain(levels[1].Chain.Children, layer => layer.Name.Contains("split", StringComparison.Ordinal));
    }

    [Fact]
    public void A_unit_of_ones_own_that_is_no_coupling_by_name_leaves_the_split_as_it_is()
    {
        var catalog = FlowCatalog.Standard.With(new FlowUnit("own", "", FlowCatalog.Standard.Unit("additive").Build));
        var levels = new FlowBuilder(SmallFlows.Config(Image) with { Step = "own" }, catalog: catalog).BuildLevels();
        Assert.IsType<AffineCoupling>(levels[0].Chain.Children[^1]);
        catalog = catalog.With(catalog.Unit("own") with { Coupling = "own" });
        Assert.Equal("actnorm,own", catalog.StepWithCoupling("own", "actnorm,quad"));
        levels = new FlowBuilder(SmallFlows.Config(Image) with { Step = "own" }, catalog: catalog).BuildLevels();
        Assert.IsType<AdditiveCoupling>(levels[0].Chain.Children[^1]);
    }

    [Theory]
    [InlineData("additive")]
    [InlineData("quad")]
    public void A_second_one_in_a_step_has_a_name_of_its_own_and_a_file_brings_classes_back(string unit)
    {
        using var backend = new CpuBackend(threads: 1);
        using var folder = new TemporaryFolder();
        var config = SmallFlows.Config(Image) with { Step = $"{unit},actnorm,coupling", Classes = 2, Prior = "learned" };
        var images = new LabelledImageSet(TestImages.Noise(Image, 16, seed: 2), 2, (int[])[.. Enumerable.Range(0, 16).Select(i => i % 2)]);
        using var saved = SmallFlows.Warm(backend, config, images);
        Assert.All((string[])["coupling", "coupling2"], own => Assert.Contains(
            saved.Arena.Parameters, parameter => parameter.Name.StartsWith($"level1.step1.{own}.", StringComparison.Ordinal)));
        var path = folder.PathOf("model.safetensors");
        Checkpoint.Save(path, saved, 5);
        var (read, _) = Checkpoint.Load(path, backend);
        using var loaded = read;
        Expect.Same(TestTensors.ReadDoubles(backend, saved.Arena.Values), TestTensors.ReadDoubles(backend, loaded.Arena.Values), "weights");
        var batch = TestImages.All(images);
        Assert.Equal(batch.Pixels, loaded.Decode(loaded.Encode(batch)).Images.Pixels);
    }

    [Fact]
    public void The_command_line_knows_the_kinds_and_says_so_in_a_line()
    {
        using var folder = new TemporaryFolder();
        var call = FlowCall.Run("train", "--out", folder.PathOf("run"), "--coupling", "afine");
        Assert.Equal(2, call.Code);
        Assert.EndsWith(
            "--coupling: expected one of affine, additive, quad, got 'afine'.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        var help = FlowCall.Run("train", "--help").Output;
        Assert.All(FlowCatalog.Standard.Couplings, unit => Assert.Contains(unit.Source.Split(' ')[0], help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--coupling", "quad")]
    [InlineData("--set", "model.coupling=quad")]
    public void A_run_records_the_step_that_a_kind_makes(string flag, string value)
    {
        using var folder = new TemporaryFolder();
        FlowCall.Train(folder.PathOf("run"), "--max-steps", "0", flag, value, "--unit", "cinc");
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.PathOf("run"), "config.json")));
        Assert.Equal("cinc,actnorm,plu,quad", config.RootElement.GetProperty("model").GetProperty("step").GetString());
    }
}
