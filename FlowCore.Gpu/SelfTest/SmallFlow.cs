using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Gpu.SelfTest;

/// <summary>What a small flow computes on a backend, from seeds alone.</summary>
/// <param name="LogDensity">ln p of each image, in nats.</param>
/// <param name="Latents">The latents of all images.</param>
/// <param name="Pixels">The real numbers that the latents decode to.</param>
/// <param name="Gradient">The gradient of the mean ln p in every parameter.</param>
internal sealed record SmallFlow(double[] LogDensity, double[] Latents, double[] Pixels, double[] Gradient)
{
    private const int Images = 5;

    private static readonly FlowConfig Config =
        new() { Image = new ImageShape(1, 8, 12), Levels = 2, StepsPerLevel = 1, Width = 8 };

    /// <summary>Computes all of it.</summary>
    public static SmallFlow Run(IBackend backend)
    {
        using var model = new FlowModel(Config, backend, seed: 1);
        model.Initialize(Batch());
        Disturb(model.Arena.Values, backend);

        using var training = new Tape(backend);
        var density = model.LogDensity(training, Batch(), Dequantization.Midpoint);
        var logDensity = Read(backend, density.Total.Value);
        model.Arena.ZeroGradients();
        training.Backward(density.Total, seed: 1.0 / Images);

        using var tape = new Tape(backend, recording: false);
        var (x, _) = model.PixelMap.Encode(tape, Batch(), Dequantization.Midpoint);
        var (latents, _) = model.Forward(x);
        var (pixels, _) = model.Inverse(latents);
        return new SmallFlow(
            logDensity,
            [.. latents.SelectMany(z => Read(backend, z.Value))],
            Read(backend, pixels.Value),
            Read(backend, model.Arena.Gradients));
    }

    // A model starts with couplings that do nothing: a sine of small steps on every weight brings each operation to bear.
    private static void Disturb(Tensor weights, IBackend backend)
    {
        var values = Read(backend, weights);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] += 0.02 * Math.Sin(i);
        }

        backend.Write(values, weights);
    }

    private static ImageBatch Batch() => new(
        Config.Image,
        [.. Enumerable.Range(0, Images * Config.Image.Dimensions).Select(i => (byte)(i * 7919 % 251))],
        [.. Enumerable.Range(0, Images)]);

    private static double[] Read(IBackend backend, Tensor tensor)
    {
        var numbers = new double[tensor.Shape.Count];
        backend.Read(tensor, numbers);
        return numbers;
    }
}
