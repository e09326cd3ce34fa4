using FlowCore.Backends.Cpu;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>What a file keeps of a layer is all of it.</summary>
public sealed class SavedBijectorLaws
{
    private const int Samples = 2;

    public static TheoryData<string> Names => BijectorLaws.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_that_takes_its_numbers_from_a_file_is_the_saved_one_to_the_bit(string name)
    {
        var row = BijectorCases.All[name];
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(threads: 1);
        using var saved = new PlacedLayer(backend, row.Create(), row.Seed);
        using var loaded = new PlacedLayer(backend, row.Create(row.Seed + 1), row.Seed + 1);
        Assert.All(
            Numbers.Pairs(saved.Parameters, loaded.Parameters),
            pair => Assert.True(pair.First != pair.Second, "The other layer starts from other numbers."));

        var path = folder.PathOf("layer.safetensors");
        LayerFile.Save(path, saved);
        LayerFile.Load(path, loaded);

        Expect.Same(saved.Parameters, loaded.Parameters, $"{name}: parameters", row.Seed);
        foreach (var inverse in (bool[])[false, true])
        {
            var x = saved.Input(Samples, row.Seed, inverse);
            var (expected, actual) = (saved.Run(x, Samples, inverse), loaded.Run(x, Samples, inverse));
            Expect.Same(expected.Value, actual.Value, $"{name}: value", row.Seed);
            Expect.Same(expected.LogDet, actual.LogDet, $"{name}: log-det", row.Seed);
        }
    }
}
