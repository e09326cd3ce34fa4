using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Distributions;
using FlowCore.Gpu.Devices;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>A whole model on a device does what it does on the CPU: trains, comes back to its bytes, draws.</summary>
public abstract class BackendAgreementTests(OpenDevice device)
{
    private const int Steps = 30;

    /// <summary>What is trained.</summary>
    private protected abstract FlowConfig Config { get; }

    /// <summary>On what.</summary>
    private protected abstract IImageSet Images { get; }

    private protected abstract int BatchSize { get; }

    // Training amplifies roundings, the more the larger its steps are: two runs that differ by one go apart by more than they agree to
    // within thirty steps at the default rate, whatever backends they are on, and do not with these.
    private static TrainingOptions Calm { get; } = new() { LearningRate = 5e-3, GradClipNorm = 50, Beta2 = 0.999 };

    [BackendFact]
    public void Thirty_training_steps_follow_those_of_the_cpu()
    {
        using var cpu = new CpuBackend();
        var expected = Losses(cpu);
        var actual = Losses(device.Backend);
        for (var step = 0; step < Steps; step++)
        {
            Assert.True(
                Math.Abs(actual[step] - expected[step]) <= 1e-4 * Math.Abs(expected[step]),
                $"step {step}: {expected[step]} bits per dimension on the CPU, {actual[step]} on {device.Backend.Name}.");
        }

        double[] Losses(IBackend backend)
        {
            using var model = new FlowModel(Config, backend, seed: 11);
            using var trainer = new Trainer(
                model, Images, Calm with { BatchSize = BatchSize, Seed = 11, MaxSteps = Steps, InitImages = 100 });
            return [.. Enumerable.Range(0, Steps).Select(_ => trainer.RunStep().BitsPerDimension)];
        }
    }

    [BackendTheory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adamax)]
    public void Every_optimizer_with_an_average_and_micro_batches_follows_the_cpu_s(OptimizerKind optimizer)
    {
        using var cpu = new CpuBackend();
        Expect.Close(Scores(cpu), Scores(device.Backend), 1e-4, $"bits/dim of {optimizer} on {device.Backend.Name}", seed: 11);

        // Each step's own, and those of the averaged weights at the end.
        double[] Scores(IBackend backend)
        {
            using var model = new FlowModel(Config, backend, seed: 11);
            var options = Calm with
            {
                Optimizer = optimizer,
                WeightDecay = optimizer == OptimizerKind.AdamW ? 0.01 : 0,
                BatchSize = BatchSize,
                MicroBatch = (BatchSize / 2) + 1,
                AverageDecay = 0.9,
                Seed = 11,
                Warmup = 5,
                InitImages = 100,
            };
            using var trainer = new Trainer(model, Images, options);
            var scores = Enumerable.Range(0, 10).Select(_ => trainer.RunStep().BitsPerDimension).ToList();
            var noise = Dequantization.Uniform(new RandomKey(11, RandomStream.EvaluationNoise, Step: 0));
            trainer.Average!.Use(() => scores.AddRange(model.LogDensity(Images.Batch([.. Enumerable.Range(0, 20)]), noise)
                .Select(nats => BitsPerDimension.FromNats(nats, model.Image.Dimensions))));
            return [.. scores];
        }
    }

    [BackendFact]
    public void With_the_same_weights_bytes_come_back_and_samples_agree()
    {
        using var cpu = new CpuBackend();
        using var expected = SmallFlows.Warm(cpu, Config, Images, steps: 10);
        using var actual = new FlowModel(Config, device.Backend);
        var weights = new float[expected.Arena.Count];
        cpu.Read(expected.Arena.Values, weights);
        device.Backend.Write(weights, actual.Arena.Values);
        actual.MarkInitialized();

        var batch = Images.Batch([.. Enumerable.Range(0, 20)]);
        Assert.Equal((0, 0), (Differing(expected), Differing(actual)));
        Expect.Close(UnitSamples(expected), UnitSamples(actual), 1e-4, $"samples on [0, 1] of {device.Backend.Name}", seed: 5);

        int Differing(FlowModel model) => Numbers.Differing(model.Decode(model.Encode(batch)).Images.Pixels, batch.Pixels);
    }

    [BackendFact]
    public void Threads_may_score_and_draw_at_once_with_models_that_share_a_device()
    {
        using var one = SmallFlows.Warm(device.Backend, Config, Images, steps: 2);
        using var other = SmallFlows.Warm(device.Backend, Config with { Levels = 1 }, Images, steps: 2);
        FlowModel[] models = [one, other];
        var batch = Images.Batch([.. Enumerable.Range(0, 8)]);
        var expected = Array.ConvertAll(models, All);
        var failures = new string?[6];
        var threads = Enumerable.Range(0, failures.Length).Select(i => new Thread(() =>
        {
            try
            {
                for (var round = 0; round < 3; round++)
                {
                    var (density, decoded, samples) = All(models[i % 2]);
                    Assert.Equal(expected[i % 2].Density, density);
                    Assert.Equal(expected[i % 2].Decoded, decoded);
                    Assert.Equal(expected[i % 2].Samples, samples);
                }
            }
            catch (Exception failure)
            {
                failures[i] = failure.ToString();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(failures, Assert.Null);

        (double[] Density, byte[] Decoded, byte[] Samples) All(FlowModel model) => (
            model.LogDensity(batch, seed: 1), model.RoundTrip(batch).Images.Pixels, model.Sample(5, seed: 2).Images.Pixels);
    }

    /// <summary>Samples before they are rounded to pixels.</summary>
    private static double[] UnitSamples(FlowModel model)
    {
        int[] ids = [.. Enumerable.Range(0, 8)];
        using var tape = new Tape(model.Backend, recording: false);
        var latents = model.LatentShapes.Select((shape, level) =>
        {
            var key = new RandomKey(Seed: 5, RandomStream.Latents + (uint)level, Step: 0);
            return model.Levels[level].Prior.Sample(tape, new PriorDraw(key, ids, Temperature: 0.7));
        }).ToArray();
        return [.. TestTensors.ReadDoubles(model.Backend, model.Inverse(latents).Value.Value).Select(x => 1 / (1 + Math.Exp(-x)))];
    }

    /// <summary>The smallest model with two levels, in the emulator.</summary>
    public sealed class Emulator(OpenDevice.Emulator device) : BackendAgreementTests(device), IClassFixture<OpenDevice.Emulator>
    {
        private protected override FlowConfig Config => SmallFlows.Config(new ImageShape(1, 8, 8), levels: 2, steps: 1, width: 8);

        private protected override IImageSet Images { get; } =
            TestImages.Of(new ImageShape(1, 8, 8), 40, (n, _, y, x) => ((n % 4 * 40) + (y * 9) + (x * 4) + (n * x % 7)) % 256);

        private protected override int BatchSize => 4;
    }

    /// <summary>The small preset at half its width.</summary>
    public abstract class FashionSmall(OpenDevice device) : BackendAgreementTests(device)
    {
        private protected override FlowConfig Config => FlowPresets.Get("fashion-small") with { Width = 32 };

        private protected override IImageSet Images { get; } = FashionMnist.Open(DataSplit.Train);

        private protected override int BatchSize => 32;
    }

    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL(OpenDevice.OpenCL device) : FashionSmall(device), IClassFixture<OpenDevice.OpenCL>;

    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda(OpenDevice.Cuda device) : FashionSmall(device), IClassFixture<OpenDevice.Cuda>;
}
