using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tools.Benching.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>Rows of whole models: the density of a batch of images, which needs the forward direction, and as many samples.</summary>
internal static class ModelRows
{
    private const double Mebi = 1 << 20;

    /// <summary>Measures a model with its first weights on a backend of its own and adds a row for each direction.</summary>
    /// <param name="bench">Takes the rows.</param>
    /// <param name="row">What the rows say of it besides.</param>
    /// <param name="step">Its step.</param>
    /// <param name="config">The model, whose step is replaced.</param>
    /// <param name="batch">Images.</param>
    public static void Add(TableBench bench, TableRow row, MixingStep step, FlowConfig config, int batch)
    {
        config = config with { Step = step.Step };
        row = row with { What = step.Name, Image = config.Image, Batch = batch, Config = config };
        if (Refusal(config, bench.Catalog) is { } refusal)
        {
            bench.Add(row with { Pass = "none", Note = refusal });
            return;
        }

        using var backend = bench.CreateBackend();
        var images = ModelPasses.Images(config, batch).Batch([.. Enumerable.Range(0, batch)]);
        using var model = new FlowModel(config, backend, seed: 0, bench.Catalog);
        model.Initialize(images);
        var measured = bench.ClockOf(backend).MeasureInTurn(
            () => model.LogDensity(images, Dequantization.Midpoint), () => model.Sample(batch, batchSize: batch));
        row = row with
        {
            Parameters = model.Arena.Count,
            IsExact = model.Levels.All(level => level.Chain.IsExact),
            Mebibytes = backend.MemoryBytes / Mebi,
        };
        bench.Add(row with { Pass = "forward", Time = measured[0].Time, Launches = measured[0].Launches });
        bench.Add(row with { Pass = "sample", Time = measured[1].Time, Launches = measured[1].Launches });
    }

    /// <summary>Why a model cannot be built, or null: a unit need not take every kernel or image, and the table then says which and why.</summary>
    public static string? Refusal(FlowConfig config, FlowCatalog catalog)
    {
        try
        {
            new FlowBuilder(config, catalog: catalog).BuildLevels();
            return null;
        }
        catch (FlowException refusal)
        {
            return refusal.Message;
        }
    }
}
