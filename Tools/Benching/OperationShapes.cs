using FlowCore.Backends;
using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>The shapes that one level of a model meets, for the rows of <see cref="Operations"/>.</summary>
/// <param name="Backend">What is measured.</param>
/// <param name="Config">The model.</param>
/// <param name="Level">What the steps of the level work on.</param>
/// <param name="Samples">Images in a batch.</param>
/// <param name="Parameters">The model's parameters.</param>
internal sealed record OperationShapes(IBackend Backend, FlowConfig Config, ImageShape Level, int Samples, long Parameters)
{
    /// <summary>Pixels of a channel over the whole batch.</summary>
    public double Pixels => (double)Samples * Level.Plane;

    /// <summary>Elements of the level's activations.</summary>
    public double Elements => Pixels * Level.Channels;

    /// <summary>The level's activations.</summary>
    public Shape All => Images(Level.Channels);

    /// <summary>A number a sample.</summary>
    public Shape Rows => new(Samples);

    /// <summary>A number a channel.</summary>
    public Shape Channels => new(Level.Channels);

    /// <summary>Activations with another number of channels.</summary>
    public Shape Images(int channels) => Level.WithChannels(channels).Batched(Samples);

    /// <summary>Bytes of some tensors.</summary>
    public static double Bytes(params ReadOnlySpan<Shape> shapes)
    {
        var bytes = 0.0;
        foreach (var shape in shapes)
        {
            bytes += sizeof(float) * (double)shape.Count;
        }

        return bytes;
    }

    /// <summary><c>4×14×14, N=100</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Level}, N={Samples}");
}
