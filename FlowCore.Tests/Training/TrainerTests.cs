using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly ImageShape Gray8 = new(1, 8, 8);

    private readonly CpuBackend _backend = new(threads: 2);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_losses_and_weights_to_the_bit_with_one_thread_as_with_two()
    {
        var (losses, weights) = Run(threads: 1);
        var (again, weightsAgain) = Run(threads: 2);
        Expect.Same(losses, again, "bits per dimension");
        Expect.Same(weights, weightsAgain, "weights");

        static (double[] Losses, double[] Weights) Run(int threads)
        {
            using var backend = new CpuBackend(threads, poisonMemory: threads == 2);
            var images = FashionMnist.Open(DataSplit.Train);
            using var model = new FlowModel(SmallFlows.Config(images.Shape, width: 16), backend, seed: 3);
            using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 20, Warmup = 3, Seed = 3, InitImages = 50 });
            var losses = Enumerable.Range(0, 6).Select(_ => trainer.RunStep().BitsPerDimension).ToArray();
            return (losses, TestTensors.ReadDoubles(backend, model.Arena.Values));
        }
    }

    [Fact]
    public void Another_seed_gives_another_run()
    {
        var images = TestImages.Noise(Gray8, 64, 1);
        Assert.NotEqual(FirstLoss(0), FirstLoss(1));

        double FirstLoss(ulong seed)
        {
            using var model = new FlowModel(SmallFlows.Config(Gray8), _backend, seed);
            using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 8, Seed = seed });
            return trainer.RunStep().BitsPerDimension;
        }
    }

    [Fact]
    public void Training_lowers_bits_per_dimension_and_takes_no_more_memory_once_warm()
    {
        var images = TestImages.Of(Gray8, 64, (n, _, y, x) => ((n % 4 * 40) + (y * 9) + (x * 4)) % 256);
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 16, Warmup = 5 });
        var first = trainer.RunStep().BitsPerDimension;
        for (var step = 0; step < 5; step++)
        {
            trainer.RunStep();
        }

        var memory = _backend.MemoryBytes;
        var last = first;
        for (var step = 0; step < 60; step++)
        {
            last = trainer.RunStep().BitsPerDimension;
        }

        Assert.Equal(memory, _backend.MemoryBytes);
        Assert.True(last < first - 1, $"{first} bits per dimension went to {last}.");
    }

    [Fact]
    public void A_steady_step_leaves_little_to_collect()
    {
        // The structure of the default model: what a step allocates depends on its layers and not on its sizes. Other tests
        // run beside this one, so only this thread is counted; the data's has a test of its own.
        var images = TestImages.Of(new ImageShape(1, 28, 28), 8, (n, _, y, x) => ((n * 40) + (y * 9) + (x * 4)) % 256);
        using var backend = new CpuBackend(threads: 2);
        using var model = new FlowModel(FlowPresets.Get(FlowPresets.Default) with { Width = 4 }, backend);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 4 });
        const int Steps = 20;
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Steps, 1, 64 * 1024);

        void Run()
        {
            for (var step = 0; step < Steps; step++)
            {
                trainer.RunStep();
            }
        }
    }

    [Fact]
    public void A_constant_colour_is_learnt_and_sampled()
    {
        var shape = new ImageShape(3, 8, 8);
        int[] colour = [128, 64, 32];
        var images = TestImages.Of(shape, 64, (_, c, _, _) => colour[c]);
        using var model = SmallFlows.Trained(
            _backend,
            SmallFlows.Config(shape, levels: 2, steps: 2, width: 16),
            images,
            new TrainingOptions { BatchSize = 32, MaxSteps = 200, Warmup = 20 });
        var samples = model.Sample(50, temperature: 1, seed: 1);
        Assert.Equal(0, samples.NonFinite);
        for (var c = 0; c < 3; c++)
        {
            var mean = Enumerable.Range(0, 50).Average(n => samples.Images.Image(n).Slice(c * 64, 64).ToArray().Average(v => (double)v));
            Assert.InRange(mean, colour[c] - 8, colour[c] + 8);
        }
    }

    [Fact]
    public void An_unreadable_image_is_named_counted_and_replaced_unless_it_may_not_be()
    {
        var images = new FaultyImageSet(TestImages.Noise(Gray8, 32, 2), index => index == 7);
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        var lines = new List<string>();
        using (var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 8, InitImages = 32 }))
        {
            trainer.Initialize(lines.Add);
            for (var step = 0; step < 8; step++)
            {
                lines.AddRange(trainer.RunStep().Unreadable);
            }

            Assert.Equal(1, trainer.Unreadable);
        }

        Assert.Equal(["image 7: expected a whole picture, got half of one. Remove it."], lines);

        // The failure is met by the thread that reads ahead, and ends the step that would have had the image.
        using var strict = new Trainer(model, images, new TrainingOptions { BatchSize = 8, SkipUnreadable = false });
        var order = new int[32];
        new BatchOrder(32, 0).Fill(0, order);
        for (var step = 0; step < Array.IndexOf(order, 7) / 8; step++)
        {
            strict.RunStep();
        }

        var before = strict.Step;
        Assert.Equal(lines[0], Assert.Throws<UnreadableImageException>(() => strict.RunStep()).Message);
        Assert.Equal(before, strict.Step);
    }

    [Fact]
    public void The_wait_for_images_is_a_part_of_a_step_s_time()
    {
        var slow = new FaultyImageSet(TestImages.Noise(Gray8, 32, 2), _ =>
        {
            Thread.Sleep(5);
            return false;
        });
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        using var trainer = new Trainer(model, slow, new TrainingOptions { BatchSize = 8, InitImages = 8 });
        StepMetrics[] steps = [.. Enumerable.Range(0, 6).Select(_ => trainer.RunStep())];
        Assert.All(steps, step => Assert.InRange(step.DataWaitMilliseconds, 0, step.Milliseconds));
        Assert.True(steps.Sum(step => step.DataWaitMilliseconds) > 40, "Eight images a step take 40 ms to read.");
    }

    [Fact]
    public void A_step_whose_loss_is_not_finite_is_refused_by_name_and_leaves_the_weights_alone()
    {
        var images = TestImages.Noise(Gray8, 32, 2);
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 8, MaxBadSteps = 2 });
        Assert.Null(trainer.RunStep().Refusal);
        var poisoned = model.Arena.Parameters.Single(p => p.Name == "level1.step2.coupling.conv2.bias");
        _backend.Fill(poisoned.Value, double.NaN);
        var before = TestTensors.ReadDoubles(_backend, model.Arena.Values);

        var metrics = trainer.RunStep();
        Assert.Equal(
            "step 2: the loss is NaN, first not finite after level1.step2.coupling; level1.step2.coupling.conv2.bias is not finite",
            metrics.Refusal);
        Expect.Same(before, TestTensors.ReadDoubles(_backend, model.Arena.Values), "weights");
        Assert.Equal(1, trainer.Refused);
        trainer.RunStep();
        Assert.Equal(4, trainer.RunStep().Step);
        var failure = Assert.Throws<FlowException>(() => trainer.RunStep());
        Assert.StartsWith("training: expected at most 2 bad steps, got 3; step 4: the loss is NaN", failure.Message, StringComparison.Ordinal);
        Assert.Equal((4, 3), (trainer.Step, trainer.Refused));
    }

    [Theory]
    [InlineData(1e-2, false)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    public void A_rough_start_on_noise_is_finite_or_named_but_never_silent(double learningRate, bool runsAway)
    {
        using var model = new FlowModel(SmallFlows.Config(Gray8, steps: 4, width: 16), _backend);
        var options = new TrainingOptions { BatchSize = 20, Warmup = 0, LearningRate = learningRate, GradClipNorm = 0 };
        using var trainer = new Trainer(model, TestImages.Noise(Gray8, 100, 3), options);
        string? stopped = null;
        while (stopped is null && trainer.Step < 200)
        {
            var before = Weights();
            try
            {
                var metrics = trainer.RunStep();
                Assert.Equal(
                    metrics.Refusal is null,
                    double.IsFinite(metrics.BitsPerDimension) && metrics.GradientNorm < 1e18);
                Assert.Equal(metrics.Refusal is null, !before.SequenceEqual(Weights()));
            }
            catch (FlowException failure)
            {
                stopped = failure.Message;
            }
        }

        Assert.Equal(runsAway, stopped is not null);
        Assert.Equal(runsAway ? options.MaxBadSteps + 1 : 0, trainer.Refused);
        Assert.Matches(
            runsAway ? @"got 11; step \d+: the (gradient's norm is \S+, most of it of level\S+|loss is NaN, first not finite after level\S+)\. " : "^$",
            stopped ?? "");
        Assert.All(Weights(), weight => Assert.True(double.IsFinite(weight)));

        double[] Weights() => TestTensors.ReadDoubles(_backend, model.Arena.Values);
    }

    [Fact]
    public void Images_of_another_shape_are_refused_before_anything_runs()
    {
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        var failure = Assert.Throws<ShapeException>(() => new Trainer(model, TestImages.Noise(new(3, 8, 8), 4, 1), new TrainingOptions()));
        Assert.Equal("noise: expected 1×8×8 images, which the model was built for, got 3×8×8. Use other images.", failure.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var good = new TrainingOptions();
        foreach (var (bad, what) in ((TrainingOptions, string)[])
        [
            (good with { BatchSize = 0 }, "TrainingOptions.BatchSize"),
            (good with { MaxSteps = -1 }, "TrainingOptions.MaxSteps"),
            (good with { LearningRate = -1e-3 }, "TrainingOptions.LearningRate"),
            (good with { LearningRate = double.NaN }, "TrainingOptions.LearningRate"),
            (good with { Warmup = -1 }, "TrainingOptions.Warmup"),
            (good with { LearningRateDecay = 0 }, "TrainingOptions.LearningRateDecay"),
            (good with { LearningRateDecay = 1.5 }, "TrainingOptions.LearningRateDecay"),
            (good with { GradClipNorm = -1 }, "TrainingOptions.GradClipNorm"),
            (good with { WeightDecay = 0.1 }, "TrainingOptions.WeightDecay"),
            (good with { InitImages = 0 }, "TrainingOptions.InitImages"),
        ])
        {
            Assert.StartsWith(what + ": expected", Assert.Throws<FlowException>(bad.Validate).Message, StringComparison.Ordinal);
        }
    }
}
