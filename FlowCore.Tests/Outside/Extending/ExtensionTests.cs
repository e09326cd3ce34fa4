using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Outside.Extending;

/// <summary>What a user can bring who sees what is public: a layer with an operation of its own, a prior, a backend.</summary>
public sealed class ExtensionTests
{
    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = new("stripes", Image, Stripes(64));
    private static readonly ImageBatch All = Images.Batch([.. Enumerable.Range(0, Images.Count)]);

    private static readonly FlowCatalog Catalog = FlowCatalog.Standard
        .With(new FlowUnit("slopes", "this test", site => new TwoSlopes(site.Name, site.Shape)))
        .With(new PriorUnit("laplace", "this test", site => new LaplacePrior(site.Name, site.Shape)));

    private static readonly FlowConfig Config = new()
    {
        Image = Image,
        Levels = 2,
        StepsPerLevel = 2,
        Width = 8,
        Step = "finc,slopes,actnorm,plu,coupling",
        Prior = "laplace",
    };

    public static TheoryData<string> Backends => ["cpu", "reference"];

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_model_with_a_users_layer_and_prior_trains_samples_and_comes_back(string backend)
    {
        using var used = Open(backend);
        using var model = new FlowModel(Config, used, seed: 3, Catalog);
        var untrained = Trained(model, steps: 0);
        var trained = Trained(model, steps: 40);
        Assert.True(trained < untrained - 0.3, $"{trained} bits/dim after training, {untrained} before");
        Assert.Contains(model.Arena.Parameters, parameter => parameter.Name.EndsWith("slopes.logSlopes", StringComparison.Ordinal));

        var drawn = model.Sample(4, temperature: 0.8, seed: 5);
        Assert.Equal(0, drawn.NonFinite);
        Assert.Equal(drawn.Images.Pixels[..64], model.Sample(1, temperature: 0.8, seed: 5).Images.Pixels);
        Assert.Equal(All.Pixels, model.RoundTrip(All).Images.Pixels);
        Assert.Equal(All.Pixels, model.Decode(model.Encode(All)).Images.Pixels);

        double Trained(FlowModel model, int steps)
        {
            using var trainer = new Trainer(model, Images, new TrainingOptions { BatchSize = 16, InitImages = 64, Warmup = 5, LearningRate = 0.01 });
            if (steps == 0)
            {
                trainer.Initialize();
            }

            for (var step = 0; step < steps; step++)
            {
                trainer.RunStep();
            }

            return Evaluator.Evaluate(model, Images, seed: 1, roundTrip: false).BitsPerDimension;
        }
    }

    [Fact]
    public void A_checkpoint_of_it_loads_with_its_catalog_and_is_refused_without()
    {
        using var backend = new CpuBackend();
        using var model = new FlowModel(Config, backend, seed: 3, Catalog);
        model.Initialize(All);
        var path = Path.Combine(Directory.CreateTempSubdirectory("outside").FullName, "model.safetensors");
        try
        {
            Checkpoint.Save(path, model, step: 7);
            var (loaded, step) = Checkpoint.Load(path, backend, Catalog);
            using var read = loaded;
            Assert.Equal(7, step);
            Assert.Equal(model.LogDensity(All, Dequantization.Midpoint), read.LogDensity(All, Dequantization.Midpoint));

            using var named = FlowModel.Load(path, backend, Catalog);
            Assert.Equal(read.BitsPerDimension(All), named.BitsPerDimension(All));

            var failure = Assert.Throws<FlowException>(() => Checkpoint.Load(path, backend));
            Assert.Contains("FlowConfig.Step: expected some of finc, ", failure.Message, StringComparison.Ordinal);
            Assert.Contains("got 'slopes'", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void A_model_of_parts_restores_another_of_the_same_parts()
    {
        using var backend = new CpuBackend();
        using var saved = Build(backend, seed: 1);
        using var read = Build(backend, seed: 2);
        saved.Initialize(All);
        var path = Path.Combine(Directory.CreateTempSubdirectory("outside").FullName, "parts.safetensors");
        try
        {
            Checkpoint.Save(path, saved, step: 1);
            Assert.Equal(1, Checkpoint.Restore(path, read));
            Assert.Equal(saved.LogDensity(All, Dequantization.Midpoint), read.LogDensity(All, Dequantization.Midpoint));
            Assert.Throws<FlowException>(() => Checkpoint.Load(path, backend));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }

        static FlowModel Build(IBackend backend, ulong seed)
        {
            var random = new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, Step: 0));
            var squeeze = new Squeeze("squeeze", Image);
            var chain = new Chain("all",
            [
                squeeze,
                new TwoSlopes("slopes", squeeze.OutputShape),
                new ActNorm("actnorm", squeeze.OutputShape),
                new AffineCoupling("coupling", squeeze.OutputShape, width: 6, random),
            ]);
            var level = new FlowLevel(chain, new LaplacePrior("prior", chain.OutputShape), splits: false);
            return new FlowModel(new ScaledPixelMap(Image, new PixelCoding(PixelScale.Linear)), [level], backend);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_gradients_are_those_of_differences_and_its_log_dets_cancel(bool inverse)
    {
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(2, 3, 2);
        var layer = new TwoSlopes("slopes", shape);
        using var arena = new ParameterArena(backend, layer.Parameters);
        backend.Write([0.3, -0.4, 0.1, 0.5], arena.Values);
        double[] x = [.. Enumerable.Range(0, 2 * shape.Dimensions).Select(i => Math.Sin(1 + (2.3 * i)))];
        var loss = Loss(record: true);
        var gradients = new double[4];
        backend.Read(arena.Gradients, gradients);
        for (var i = 0; i < gradients.Length; i++)
        {
            const double Step = 1e-2;
            double[] values = [0.3, -0.4, 0.1, 0.5];
            values[i] += Step;
            backend.Write(values, arena.Values);
            var above = Loss(record: false);
            values[i] -= 2 * Step;
            backend.Write(values, arena.Values);
            Assert.Equal((above - Loss(record: false)) / (2 * Step), gradients[i], tolerance: 1e-3);
        }

        Assert.True(double.IsFinite(loss));

        double Loss(bool record)
        {
            using var tape = new Tape(backend, record);
            using var input = backend.Allocate(shape.Batched(2));
            backend.Write(x, input);
            var given = tape.Input(input, needsGradient: true);
            var (value, logDet) = inverse ? layer.Inverse(given) : layer.Forward(given);
            var (back, backLogDet) = inverse ? layer.Forward(value) : layer.Inverse(value);
            Assert.Equal(x, Read(back.Value), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(Read(logDet.Value), Read(backLogDet.Value).Select(d => -d), (a, b) => Math.Abs(a - b) < 1e-6);
            var sum = Read(value.Value).Sum() + Read(logDet.Value).Sum();
            if (record)
            {
                using var ones = Ones(value.Shape);
                using var dets = Ones(logDet.Shape);
                tape.Backward((value, ones), (logDet, dets));
            }

            return sum;
        }

        Tensor Ones(Shape extents)
        {
            var ones = backend.Allocate(extents);
            backend.Fill(ones, 1);
            return ones;
        }

        double[] Read(Tensor tensor)
        {
            var numbers = new double[tensor.Shape.Count];
            backend.Read(tensor, numbers);
            return numbers;
        }
    }

    private static IBackend Open(string name) => name == "cpu" ? new CpuBackend(threads: 2) : new ReferenceBackend();

    private static byte[] Stripes(int images) =>
        [.. Enumerable.Range(0, images * Image.Dimensions).Select(i => (byte)((i % 8 * 20) + (i / 64 * 7 % 60) + (i * 31 % 11)))];
}
