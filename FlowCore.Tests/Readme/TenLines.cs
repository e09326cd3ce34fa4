using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Tests.Readme;

/// <summary>The program that the README shows, compiled.</summary>
internal static class TenLines
{
    public static ImageBatch Run()
    {
        using var backend = new CpuBackend();
        using var model = new FlowModel(FlowPresets.Get("fashion-small"), backend, seed: 0);
        using var trainer = new Trainer(model, ImageSets.Open("fashion-mnist", DataSplit.Train), new TrainingOptions());
        for (var step = 0; step < 100; step++)
        {
            Console.WriteLine($"{trainer.RunStep().BitsPerDimension:F3} bits/dim");
        }

        var samples = model.Sample(16, seed: 1).Images;
        return samples;
    }
}
