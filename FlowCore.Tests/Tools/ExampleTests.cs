using FlowCore.Gpu.Devices;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>The examples that the help of the verbs for a trained model ends with, run as they stand.</summary>
public sealed class ExampleTests : IDisposable
{
    // In this order: some read what others write.
    private static readonly string[] Verbs =
        ["sample", "eval", "verify", "info", "encode", "decode", "reconstruct", "interpolate", "vary", "export"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void Every_example_does_what_it_says_in_a_folder_with_the_files_that_it_names()
    {
        Prepare();
        var ran = 0;
        foreach (var example in Verbs.SelectMany(Examples))
        {
            var words = example.Split(' ')[1..];
            if (words.Contains("opencl") && NeedsDeviceAttribute.ReasonToSkip(DeviceKind.OpenCL) is not null)
            {
                continue;
            }

            // A model of a step or two may lose bytes, which verify must say; all else ends well.
            var call = Run(words);
            Assert.True(call.Code == 0 || (words[0] == "verify" && call.Error.Contains("FAILED", StringComparison.Ordinal)), $"{example}: {call.Error}");
            Assert.NotEmpty(call.Output);
            ran++;
        }

        Assert.InRange(ran, 2 * Verbs.Length, 100);
    }

    private static string[] Examples(string verb)
    {
        var help = FlowCall.Run(verb, "--help").Output;
        return [.. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n')[1..]
            .Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    /// <summary>The program with the folder as the one it works in.</summary>
    private FlowCall Run(params string[] words) => FlowProcess.Run($"cd '{_folder.Path}' && exec \"$@\"", words);

    /// <summary>The runs, models, data and pictures that the examples speak of, as small as they can be.</summary>
    private void Prepare()
    {
        byte[] batch = [.. Enumerable.Range(0, 120 * 3073).Select(i => (byte)((i * 31) ^ (i >> 3)))];
        for (var record = 0; record < 120; record++)
        {
            batch[record * 3073] = (byte)(record % 10);
        }

        Directory.CreateDirectory(_folder.PathOf("cifar-10-batches-bin"));
        File.WriteAllBytes(_folder.PathOf("cifar-10-batches-bin/data_batch_1.bin"), batch);
        File.WriteAllBytes(_folder.PathOf("cifar-10-batches-bin/test_batch.bin"), batch);
        Directory.CreateDirectory(_folder.PathOf("photos"));
        for (var i = 0; i < 6; i++)
        {
            Picture(FormattableString.Invariant($"photos/{i}.png"), SKEncodedImageFormat.Png, 40 + i);
        }

        Picture("first.png", SKEncodedImageFormat.Png, 40);
        Picture("second.jpg", SKEncodedImageFormat.Jpeg, 50);
        Picture("cat.png", SKEncodedImageFormat.Png, 60);

        Train("runs/fashion-small-1");
        Train("runs/fashion-small-2", "--class-conditional");
        Train("colour", "--data", "cifar-10-batches-bin");
        File.Copy(_folder.PathOf("colour/checkpoints/last.safetensors"), _folder.PathOf("last.safetensors"));
    }

    private void Train(string run, params string[] words)
    {
        // Two levels, of which an example writes the second.
        string[] tiny = ["--levels", "2", "--steps-per-level", "1", "--width", "4", "--batch-size", "4", "--init-images", "20"];
        var call = Run(["train", .. tiny, "--max-steps", "2", "--device", "cpu", "--out", run, .. words]);
        Assert.True(call.Code == 0, call.Error);
    }

    private void Picture(string name, SKEncodedImageFormat kind, int side)
    {
        using var bitmap = new SKBitmap(side, side + 4);
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(3 * x), (byte)(2 * y), (byte)(4 * side)));
            }
        }

        using var data = bitmap.Encode(kind, quality: 90);
        File.WriteAllBytes(_folder.PathOf(name), data.ToArray());
    }
}
