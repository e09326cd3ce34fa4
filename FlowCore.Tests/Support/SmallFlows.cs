using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Training;

namespace FlowCore.Tests.Support;

/// <summary>Flows small enough for tests, started from data and trained a little.</summary>
internal static class SmallFlows
{
    public static FlowConfig Config(ImageShape image, int levels = 2, int steps = 2, int width = 8) =>
        new() { Image = image, Levels = levels, StepsPerLevel = steps, Width = width };

    /// <summary>A model after some steps on a set.</summary>
    public static FlowModel Trained(IBackend backend, FlowConfig config, IImageSet images, TrainingOptions options, ulong seed = 0)
    {
        var model = new FlowModel(config, backend, seed);
        using var trainer = new Trainer(model, images, options);
        trainer.Initialize();
        for (var step = 0; step < options.MaxSteps; step++)
        {
            trainer.RunStep();
        }

        return model;
    }

    /// <summary>A few quick steps, so that no layer is at its start.</summary>
    public static FlowModel Warm(IBackend backend, FlowConfig config, IImageSet images, int steps = 5) =>
        Trained(backend, config, images, new TrainingOptions { BatchSize = Math.Min(16, images.Count), MaxSteps = steps, Warmup = 2 });
}
