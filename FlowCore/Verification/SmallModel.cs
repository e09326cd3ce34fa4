using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>
/// A model small enough for matrices that hold all of it: the model itself, or one of the same weights for a part of the image, as
/// the weights of convolutions do not depend on its size.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="IsOwned">Whether it is another than the one that is verified.</param>
/// <param name="Why">Why it is no smaller than the one that is verified, or empty.</param>
internal sealed record SmallModel(FlowModel Model, bool IsOwned, string Why) : IDisposable
{
    /// <summary>The most dimensions of a dense matrix: one of 768² doubles takes a quarter of a second to factor.</summary>
    public const int MostDense = 768;

    /// <summary>The model for dense Jacobians: sides of 4 at the last level where that is small enough, or 2, or 1.</summary>
    public static SmallModel ForJacobians(FlowModel model, Findings findings)
    {
        ImageShape? chosen = null;
        foreach (var side in (int[])[4, 2, 1])
        {
            chosen ??= Image(model, side) is { Dimensions: <= MostDense } image ? image : null;
        }

        return Of(model, chosen, findings);
    }

    /// <summary>The model of the smallest images that its levels allow.</summary>
    public static SmallModel Smallest(FlowModel model, Findings findings) => Of(model, Image(model, 1), findings);

    /// <summary>The middle of an image, in pixels of the model's own; past an edge, copies of it.</summary>
    /// <param name="images">The images.</param>
    /// <param name="n">Which one.</param>
    public byte[] Crop(ImageBatch images, int n)
    {
        var (from, to) = (images.Shape, Model.Image);
        var source = images.Image(n);
        var (top, left) = (Math.Max(0, (from.Height - to.Height) / 2), Math.Max(0, (from.Width - to.Width) / 2));
        var pixels = new byte[to.Dimensions];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, pixel) = Math.DivRem(i, to.Plane);
            var row = Math.Min(top + (pixel / to.Width), from.Height - 1);
            var column = Math.Min(left + (pixel % to.Width), from.Width - 1);
            pixels[i] = source[(channel * from.Plane) + (row * from.Width) + column];
        }

        return pixels;
    }

    /// <summary>Gives a copy's memory back.</summary>
    public void Dispose()
    {
        if (IsOwned)
        {
            Model.Dispose();
        }
    }

    private static SmallModel Of(FlowModel model, ImageShape? image, Findings findings)
    {
        if (image == model.PixelMap.OutputShape && image == model.Image)
        {
            return new SmallModel(model, IsOwned: false, "");
        }

        var (copy, why) = image is null && model.Config is not null
            ? (null, FormattableString.Invariant($"the smallest image of its levels has more than {MostDense} dimensions."))
            : ModelCopy.Of(model, model.Backend, findings.Options.Catalog, image);
        return copy is null ? new SmallModel(model, IsOwned: false, why) : new SmallModel(copy, IsOwned: true, "");
    }

    private static ImageShape? Image(FlowModel model, int lastSide)
    {
        if (model.Config is not { } config)
        {
            return null;
        }

        var (inner, side) = (config.Inner, (long)lastSide << config.Levels);
        return new ImageShape(inner.Channels, (int)Math.Min(inner.Height, side), (int)Math.Min(inner.Width, side));
    }
}
