using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

/// <summary>Gradients that are added up over parts of a batch are those of the batch.</summary>
public sealed class MicroBatchTests
{
    private const int BatchSize = 12;

    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Image, 40, seed: 3);
    private static readonly TrainingOptions Options = new() { BatchSize = BatchSize, Warmup = 2, InitImages = 16, Seed = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(11)]
    public void Loss_and_gradient_are_the_whole_batch_s(int size)
    {
        using var reference = new ReferenceBackend();
        Judge(reference, 1e-12);
        using var cpu = new CpuBackend(threads: 2, poisonMemory: true);
        Judge(cpu, 1e-5);

        void Judge(IBackend backend, double tolerance)
        {
            using var model = SmallFlows.Warm(backend, SmallFlows.Config(Image), Images);
            var (whole, loss) = Gradient(model, Options);
            var (parts, lossOfParts) = Gradient(model, Options with { MicroBatch = size });

            // A sample's own numbers do not depend on its batch, so the loss has the same bits.
            Assert.Equal(loss, lossOfParts);
            var scale = whole.Max(Math.Abs);
            Expect.Close([.. whole.Select(g => g / scale)], [.. parts.Select(g => g / scale)], tolerance, backend.Name);
        }
    }

    [Fact]
    public void Labels_go_with_their_images()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i * 7 % 3)];
        var images = new LabelledImageSet(Images, classes: 3, labels);
        using var backend = new ReferenceBackend();
        using var model = SmallFlows.Warm(backend, SmallFlows.Config(Image) with { Classes = 3 }, images, steps: 2);
        var (whole, _) = Gradient(model, Options, images);
        var (parts, _) = Gradient(model, Options with { MicroBatch = 5 }, images);
        var scale = whole.Max(Math.Abs);
        Expect.Close([.. whole.Select(g => g / scale)], [.. parts.Select(g => g / scale)], 1e-12, "gradient");
    }

    [Fact]
    public void A_micro_batch_as_large_as_the_batch_changes_no_bit()
    {
        using var backend = new CpuBackend(threads: 1);
        using var none = SmallFlows.Trained(backend, SmallFlows.Config(Image), Images, Options with { MaxSteps = 4 });
        using var whole = SmallFlows.Trained(
            backend, SmallFlows.Config(Image), Images, Options with { MaxSteps = 4, MicroBatch = BatchSize });
        Expect.Same(
            TestTensors.ReadDoubles(backend, none.Arena.Values), TestTensors.ReadDoubles(backend, whole.Arena.Values), "weights");
    }

    [Fact]
    public void It_takes_the_memory_of_its_own_size_and_no_more_once_warm()
    {
        var (whole, one) = (Memory(microBatch: 0), Memory(microBatch: 8));
        Assert.True(one < whole / 3, $"{one} bytes with micro-batches of 8, {whole} with batches of 64.");

        static long Memory(int microBatch)
        {
            using var backend = new CpuBackend(threads: 1);
            using var model = new FlowModel(SmallFlows.Config(new ImageShape(1, 16, 16)), backend);
            using var trainer = new Trainer(
                model,
                TestImages.Noise(new ImageShape(1, 16, 16), 64, seed: 1),
                new TrainingOptions { BatchSize = 64, MicroBatch = microBatch, InitImages = 4 });
            trainer.RunStep();
            var memory = backend.MemoryBytes;
            trainer.RunStep();
            trainer.RunStep();
            Assert.Equal(memory, backend.MemoryBytes);
            return memory;
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_in_one_part_refuses_the_step_and_leaves_the_weights_alone()
    {
        using var backend = new CpuBackend(threads: 1);
        using var model = new FlowModel(SmallFlows.Config(Image), backend);
        using var trainer = new Trainer(model, Images, Options with { MicroBatch = 5 });
        trainer.RunStep();
        backend.Fill(model.Arena.Parameters.Single(p => p.Name == "level1.step2.coupling.conv2.bias").Value, double.NaN);
        var before = TestTensors.ReadDoubles(backend, model.Arena.Values);
        Assert.StartsWith(
            "step 2: the loss is NaN, first not finite after level1.step2.coupling", trainer.RunStep().Refusal, StringComparison.Ordinal);
        Expect.Same(before, TestTensors.ReadDoubles(backend, model.Arena.Values), "weights");
    }

    private static (double[] Gradient, LossTerms Loss) Gradient(FlowModel model, TrainingOptions options, IImageSet? images = null)
    {
        var batch = new TrainingBatches(images ?? Images, options).At(3).Images;
        using var pass = new GradientPass(model, options);
        var noise = Dequantization.Uniform(new RandomKey(options.Seed, RandomStream.TrainingNoise, 3));
        var loss = pass.Compute(batch, noise, new StepClock(), cancellation: default);
        return (TestTensors.ReadDoubles(model.Backend, model.Arena.Gradients), loss);
    }
}
