using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
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
}
