using System.Buffers;
using FlowCore.Data;

namespace FlowCore.Models;

/// <summary>
/// Log-odds as in FInC Flow or a linear scale as in Glow (<see cref="PixelScale"/>), with nothing to learn; images may be padded
/// at the bottom and on the right with copies of their last row and column.
/// </summary>
public sealed class ScaledPixelMap : PixelMap
{
    private readonly PixelCoding _coding;

    /// <summary>A map.</summary>
    /// <param name="image">The images, C×H×W.</param>
    /// <param name="coding">The scale, and bits of a pixel.</param>
    /// <param name="padded">What images are padded to, or null for as they are.</param>
    public ScaledPixelMap(ImageShape image, PixelCoding coding, ImageShape? padded = null)
        : base("pixels", image, padded ?? image, coding.Bits)
    {
        _coding = coding;
    }

    private bool Pads => OutputShape != Image;

    /// <inheritdoc/>
    public override (Variable Value, Variable LogDet) Encode(Tape tape, ImageBatch batch, Dequantization dequantization)
    {
        if (batch.Shape != Image)
        {
            throw new ShapeException("images", $"{Image}, which the model was built for", $"{batch.Shape}", "Use other images.");
        }

        if (Bits < 8 && batch.Pixels.FirstOrDefault(pixel => pixel >= _coding.Levels) is > 0 and var large)
        {
            throw new FlowException(
                "images", $"pixels of 0 to {_coding.Levels - 1} for {Bits} bits", $"{large}", "Shift them right first.");
        }

        var x = tape.Allocate(OutputShape.Batched(batch.Count));
        var logDet = tape.Allocate(new Shape(batch.Count));
        if (!Pads)
        {
            tape.Backend.EncodePixels(batch.Pixels, batch.Ids, _coding, dequantization, x, logDet);
            return (tape.Input(x), tape.Input(logDet));
        }

        var size = checked(batch.Count * OutputShape.Dimensions);
        var pixels = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            ImagePadding.Pad(batch.Pixels, batch.Shape, pixels, OutputShape);
            tape.Backend.EncodePixels(pixels.AsSpan(0, size), batch.Ids, _coding, dequantization, x, logDet);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }

        return (tape.Input(x), tape.Input(logDet));
    }

    /// <inheritdoc/>
    public override long Decode(Variable x, Span<byte> pixels)
    {
        if (!Pads)
        {
            return x.Tape.Backend.DecodePixels(x.Value, _coding, pixels);
        }

        var padded = new byte[x.Shape.Count];
        var nonFinite = x.Tape.Backend.DecodePixels(x.Value, _coding, padded);
        ImagePadding.Cut(padded, OutputShape, pixels, Image);
        return nonFinite;
    }
}
