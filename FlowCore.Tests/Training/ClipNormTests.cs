using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

/// <summary>What clipping means, step by step on a second model whose gradient is scaled by hand.</summary>
public sealed class ClipNormTests : IDisposable
{
    private const int Steps = 6;

    private static readonly ImageShape Gray8 = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Gray8, 32, 4);

    private readonly CpuBackend _backend = new(threads: 1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(26, 1, Steps - 1)]
    [InlineData(1e-3, Steps, Steps)]
    public void A_step_is_that_of_the_gradient_scaled_down_to_the_clip_norm(double clip, int fewestClipped, int mostClipped)
    {
        var options = new TrainingOptions { BatchSize = 8, Warmup = 0, GradClipNorm = clip };
        using var model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        using var trainer = new Trainer(model, Images, options);
        trainer.Initialize();
        using var copy = new FlowModel(SmallFlows.Config(Gray8), _backend);
        _backend.Copy(model.Arena.Values, copy.Arena.Values);
        using var state = new TrainingState(copy.Arena);
        var optimizer = options.CreateOptimizer(state);
        var batches = new TrainingBatches(Images, options);
        var clipped = 0;
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = Gradient(copy, batches.At(step).Images, step);
            var norm = Math.Sqrt(Numbers.Dot(gradient, gradient));
            if (clip > 0 && norm > clip)
            {
                gradient = [.. gradient.Select(each => each * clip / norm)];
                Expect.Close(clip, Math.Sqrt(Numbers.Dot(gradient, gradient)), 1e-12, "the norm of what is left");
                clipped++;
            }

            var metrics = trainer.RunStep();
            _backend.Write(gradient, copy.Arena.Gradients);
            optimizer.Step(metrics.LearningRate);
            Expect.Close(1, metrics.GradientNorm / norm, 1e-6, $"step {step}: the norm before it is clipped");
            Expect.Close(Values(copy), Values(model), 1e-6, $"step {step}: weights");
        }

        Assert.InRange(clipped, fewestClipped, mostClipped);
    }

    /// <summary>Of the mean negative log-density of a step's images, with that step's noise.</summary>
    private double[] Gradient(FlowModel model, ImageBatch batch, int step)
    {
        model.Arena.ZeroGradients();
        using var tape = new Tape(_backend);
        var noise = Dequantization.Uniform(new RandomKey(0, RandomStream.TrainingNoise, (uint)step));
        tape.Backward(model.LogDensity(tape, batch, noise).Total, seed: -1.0 / batch.Count);
        return TestTensors.ReadDoubles(_backend, model.Arena.Gradients);
    }

    private double[] Values(FlowModel model) => TestTensors.ReadDoubles(_backend, model.Arena.Values);
}
