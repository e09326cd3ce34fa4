using FlowCore.Files;
using ScottPlot;
using SkiaSharp;

namespace FlowCore.Tools.Plotting;

/// <summary>Plots above each other in one PNG, their axes flush.</summary>
internal static class PlotSheet
{
    private static readonly PixelPadding Padding = new(left: 130, right: 30, bottom: 80, top: 50);

    /// <summary>Writes the picture under a temporary name first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="rows">The plots, and how many pixels high each is.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, int width, params IReadOnlyList<(Plot Plot, int Height)> rows)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, rows.Sum(row => row.Height), SKColorType.Rgba8888, SKAlphaType.Opaque));
        var top = 0;
        foreach (var (plot, height) in rows)
        {
            // A plot begins by clearing all that it may draw on.
            surface.Canvas.Save();
            surface.Canvas.ClipRect(new SKRect(0, top, width, top + height));
            plot.Layout.Fixed(Padding);
            plot.Render(surface.Canvas, new PixelRect(0, width, top + height, top));
            surface.Canvas.Restore();
            top += height;
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        AtomicFile.Write(path, stream => data.SaveTo(stream));
    }
}
