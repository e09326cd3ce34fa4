using FlowCore.Backends.Cpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class StepPhasesTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    public void The_phases_of_a_step_are_the_whole_of_it_however_many_micro_batches_there_are(int microBatch)
    {
        using var backend = new CpuBackend(threads: 1);
        var images = TestImages.Noise(new ImageShape(1, 8, 8), 16, seed: 1);
        using var model = new FlowModel(SmallFlows.Config(images.Shape), backend);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 8, MicroBatch = microBatch });
        for (var i = 0; i < 5; i++)
        {
            var step = trainer.RunStep();
            var (forward, backward, optimizer) = step.Phases;
            Assert.All([step.DataWaitMilliseconds, forward, backward, optimizer], each => Assert.True(each >= 0));
            Assert.True(forward > 0 && backward > 0 && optimizer > 0);

            // What is left is the making of the metrics; a thread that is put aside in it is no fault of the split.
            // In whole ticks, of which each time is a number: doubles' sums of milliseconds are off by their last bit.
            var sum = Ticks(step.DataWaitMilliseconds) + Ticks(forward) + Ticks(backward) + Ticks(optimizer);
            Assert.InRange(sum, 0, Ticks(step.Milliseconds));
            Assert.InRange(Ticks(step.Milliseconds) - sum, 0, Ticks(50));
            Assert.Equal(step.Nats, step.BitsPerDimension * 64 * Math.Log(2), tolerance: 1e-9);
        }
    }

    private static long Ticks(double milliseconds) => (long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond);
}
