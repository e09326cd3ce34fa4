using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>Dense 1×1 convolutions and recomputed activations in a whole model, its training and its checkpoint.</summary>
public sealed class StepVariantTests
{
    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Image, 24, seed: 6);
    private static readonly ImageBatch All = TestImages.All(Images);

    public static TheoryData<bool, bool> Variants { get; } = new()
    {
        { false, true },
        { true, false },
        { true, true },
    };

    [Fact]
    public void A_dense_model_starts_as_the_plu_one_does()
    {
        using var backend = new ReferenceBackend();
        var (plu, nats) = Start(dense: false);
        var (dense, denseNats) = Start(dense: true);
        Expect.Close(nats, denseNats, 1e-9, "nats");

        // A rotation is one, however it is stored; so are the gradients of all that both models have.
        var shared = plu.Keys.Intersect(dense.Keys).ToArray();
        Assert.Equal(plu.Keys.Where(name => !name.Contains("conv1x1", StringComparison.Ordinal)), shared);
        Assert.All(shared, name => Expect.Close(plu[name], dense[name], 1e-9, $"gradient of {name}"));

        (Dictionary<string, double[]> Gradients, double[] Nats) Start(bool dense)
        {
            using var model = new FlowModel(Variant(dense, recompute: false).Config, backend, seed: 9);
            model.Initialize(All);
            using var tape = new Tape(backend);
            var total = model.LogDensity(tape, All, Dequantization.Midpoint).Total;
            var read = TestTensors.ReadDoubles(backend, total.Value);
            tape.Backward(total, seed: 1);
            return (model.Arena.Parameters.ToDictionary(p => p.Name, p => TestTensors.ReadDoubles(backend, p.Gradient)), read);
        }
    }

    [Fact]
    public void The_log_det_of_a_trained_dense_model_is_the_dense_Jacobians()
    {
        using var backend = new ReferenceBackend();
        var (config, training) = Variant(dense: true, recompute: false);
        using var model = SmallFlows.Trained(backend, config with { Width = 3, StepsPerLevel = 1 }, Images, training);
        var x = TestTensors.Draw(Image.Dimensions, seed: 3);
        const double Step = 1e-5;
        var columns = Enumerable.Range(0, x.Length).Select(j =>
        {
            var direction = new double[x.Length];
            direction[j] = 1;
            var (above, below) = (Latents(Numbers.Sum(x, direction, Step)).Values, Latents(Numbers.Sum(x, direction, -Step)).Values);
            return Numbers.Sum(above, below, -1).Select(change => change / (2 * Step)).ToArray();
        });
        Expect.Close(DenseJacobian.LogAbsDet(Matrix<double>.Build.DenseOfColumnArrays(columns)), Latents(x).LogDet, 1e-7, "log-det");

        (double[] Values, double LogDet) Latents(double[] at)
        {
            using var tape = new Tape(backend, recording: false);
            using var input = TestTensors.From(backend, Image.Batched(1), at);
            var (latents, logDet) = model.Forward(tape.Input(input));
            return ([.. latents.SelectMany(z => TestTensors.ReadDoubles(backend, z.Value))], TestTensors.ReadDoubles(backend, logDet.Value)[0]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recomputing_takes_the_same_steps_to_the_bit_in_less_memory(bool dense)
    {
        var kept = Train(recompute: false);
        var again = Train(recompute: true);
        Expect.Same(kept.Losses, again.Losses, "bits per dimension");
        foreach (var (one, other) in Numbers.Pairs(kept.Moves, again.Moves))
        {
            // Not every weight of a net behind a relu has a gradient.
            Expect.Same(one, other, "weights");
            Assert.Contains(one, move => move != 0);
        }

        Assert.True(again.Memory < kept.Memory, $"{again.Memory} bytes and not less than {kept.Memory}");

        (double[] Losses, double[][] Moves, long Memory) Train(bool recompute)
        {
            using var backend = new CpuBackend(threads: 1, poisonMemory: true);
            var (config, training) = Variant(dense, recompute);
            using var model = new FlowModel(config, backend);
            using var trainer = new Trainer(model, Images, training);
            trainer.Initialize();
            var first = Weights();
            var losses = Enumerable.Range(0, training.MaxSteps).Select(_ => trainer.RunStep().BitsPerDimension).ToArray();
            double[][] moves = [.. Numbers.Pairs(Weights(), first).Select(pair => Numbers.Sum(pair.First, pair.Second, -1))];
            return (losses, moves, backend.MemoryBytes);

            double[][] Weights() => [.. model.Arena.Parameters.Select(parameter => TestTensors.ReadDoubles(backend, parameter.Value))];
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Its_checkpoint_is_the_model_to_the_bit_and_brings_bytes_back(bool dense, bool recompute)
    {
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        using var folder = new TemporaryFolder();
        var (config, training) = Variant(dense, recompute);
        using var saved = SmallFlows.Trained(backend, config, Images, training);
        var path = folder.PathOf("model.safetensors");
        Checkpoint.Save(path, saved, training.MaxSteps);
        var (loaded, step) = Checkpoint.Load(path, backend);
        using var read = loaded;
        Assert.Equal(training.MaxSteps, step);
        Assert.Equal(saved.Config, read.Config);
        Assert.Equal(saved.Arena.Parameters.Select(p => (p.Name, p.Shape)), read.Arena.Parameters.Select(p => (p.Name, p.Shape)));
        Expect.Same(TestTensors.ReadDoubles(backend, saved.Arena.Values), TestTensors.ReadDoubles(backend, read.Arena.Values), "weights");
        Expect.Same(saved.LogDensity(All, Dequantization.Midpoint), read.LogDensity(All, Dequantization.Midpoint), "nats");
        Assert.Equal(saved.Sample(3, seed: 2).Images.Pixels, read.Sample(3, seed: 2).Images.Pixels);
        Assert.Equal(All.Pixels, read.Decode(read.Encode(All)).Images.Pixels);
    }

    // The one place that says how a variant is asked for.
    private static (FlowConfig Config, TrainingOptions Training) Variant(bool dense, bool recompute) => (
        SmallFlows.Config(Image, levels: 2, steps: 2, width: 32) with { Step = dense ? "finc,actnorm,dense,coupling" : FlowConfig.DefaultStep },
        new TrainingOptions { BatchSize = 8, MaxSteps = 4, Warmup = 2, InitImages = 16, Seed = 3, Recompute = recompute });
}
