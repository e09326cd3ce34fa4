using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Evaluation;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class CheckpointHashTests : IDisposable
{
    private readonly CpuBackend _backend = new(threads: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void A_file_from_before_there_was_a_hash_loads_and_scores_what_it_scored_then()
    {
        var path = _folder.PathOf("old.safetensors");
        using (var resource = typeof(CheckpointHashTests).Assembly.GetManifestResourceStream("without-hash.safetensors")!)
        using (var file = File.Create(path))
        {
            resource.CopyTo(file);
        }

        var (model, step) = Checkpoint.Load(path, _backend);
        using (model)
        {
            Assert.Equal(40, step);
            Assert.Equal(new FlowConfig { Image = new ImageShape(1, 28, 28), Levels = 1, StepsPerLevel = 1, Width = 4 }, model.Config);
            var score = Evaluator.Evaluate(model, ImageSets.Open("fashion-mnist", DataSplit.Test), new EvaluationOptions { Seed = 0, RoundTrip = true });
            Assert.Equal(4.9994, score.BitsPerDimension, 1e-4);
            Assert.Equal(0, score.DifferingBytes);

            // Saved again it has one, and stays the same model.
            var again = _folder.PathOf("again.safetensors");
            Checkpoint.Save(again, model, step);
            using var reader = new SafeTensorsReader(again);
            Assert.Equal(reader.ContentHash("sha256"), reader.Metadata["sha256"]);
            var (reloaded, _) = Checkpoint.Load(again, _backend);
            using (reloaded)
            {
                Expect.Same(Values(model), Values(reloaded), "parameters");
            }
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_wherever_it_is_unless_it_changes_nothing()
    {
        var whole = File.ReadAllBytes(Saved(out var model));
        using var saved = model;
        var path = _folder.PathOf("flipped.safetensors");
        const int Seed = 22;
        var random = new System.Random(Seed);
        var refusedByHash = 0;
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])whole.Clone();
            var (at, bit) = (random.Next(bytes.Length), random.Next(8));
            bytes[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(path, bytes);
            try
            {
                var (loaded, step) = Checkpoint.Load(path, _backend);
                using (loaded)
                {
                    // The hash's own name or the case of its digits.
                    Assert.Equal((saved.Config, 3), (loaded.Config, step));
                    Expect.Same(Values(saved), Values(loaded), $"seed {Seed}, bit {bit} of byte {at}");
                }
            }
            catch (FlowException refusal)
            {
                refusedByHash += refusal.Message.Contains("SHA-256", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.InRange(refusedByHash, 1000, 3000);
    }

    [Fact]
    public void Every_bit_of_a_weight_counts()
    {
        var path = Saved(out var model);
        model.Dispose();
        var whole = File.ReadAllBytes(path);
        for (var bit = 0; bit < 32; bit++)
        {
            // The first weights follow the header.
            var bytes = (byte[])whole.Clone();
            bytes[8 + BitConverter.ToInt32(whole, 0) + (bit / 8)] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, bytes);
            var message = Assert.Throws<FlowException>(() => Checkpoint.Load(path, _backend)).Message;
            Assert.StartsWith($"{path}: expected contents with the SHA-256 ", message, StringComparison.Ordinal);
            Assert.EndsWith(" The file is damaged; use another copy or an earlier checkpoint.", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_order_in_which_a_file_holds_things_does_not_matter()
    {
        var path = Saved(out var model);
        using var saved = model;
        var turned = new SafeTensorsWriter();
        using (var reader = new SafeTensorsReader(path))
        {
            foreach (var (key, value) in reader.Metadata.Reverse())
            {
                turned.AddMetadata(key, value);
            }

            foreach (var entry in reader.Entries.Reverse())
            {
                if (entry.Dtype == "I32")
                {
                    turned.Add(entry.Name, entry.Shape, reader.ReadInts(entry.Name));
                }
                else
                {
                    turned.Add(entry.Name, entry.Shape, reader.ReadFloats(entry.Name));
                }
            }
        }

        turned.Save(path);
        var (loaded, _) = Checkpoint.Load(path, _backend);
        using (loaded)
        {
            Expect.Same(Values(saved), Values(loaded), "parameters");
        }
    }

    private string Saved(out FlowModel model)
    {
        var shape = new ImageShape(1, 4, 4);
        model = SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels: 1, steps: 1, width: 4), TestImages.Noise(shape, 16, 1));
        var path = _folder.PathOf("model.safetensors");
        Checkpoint.Save(path, model, step: 3);
        return path;
    }

    private double[] Values(FlowModel model) => TestTensors.ReadDoubles(_backend, model.Arena.Values);
}
