using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Models;
using SkiaSharp;

namespace FlowCore.Tools.Plotting;

/// <summary>Samples at several temperatures in one picture, a row each with its temperature beside it.</summary>
internal static class TemperatureSheet
{
    private const int Margin = 16;
    private const float TextSize = 18;

    /// <summary>Rows of as many images each as one batch.</summary>
    public static DecodedImages Joined(IReadOnlyList<DecodedImages> rows)
    {
        var images = rows.SelectMany(row => row.Images.Pixels).ToArray();
        var count = rows[0].Images.Count;
        var batch = new ImageBatch(rows[0].Images.Shape, images, [.. Enumerable.Range(0, rows.Count * count)]);
        var places = rows.SelectMany((row, index) => row.NonFiniteImages.Select(place => (index * count) + place));
        return new DecodedImages(
            batch, rows.Sum(row => row.NonFinite), rows.Select(row => row.NonFinitePlace).FirstOrDefault(place => place is not null))
        {
            NonFiniteImages = [.. places],
        };
    }

    /// <summary>Writes the picture as what the file's name says, under a temporary name first.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="temperatures">One a row, from top to bottom.</param>
    /// <param name="grid">The layout of the images, as many columns as a row has.</param>
    /// <param name="images">Those of the first row, then of the next; places of those that are not finite stay empty.</param>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, IReadOnlyList<double> temperatures, PictureGrid grid, DecodedImages images)
    {
        using var typeface = PlotFont.Instance.CreateTypeface(PlotFont.Name, bold: false, italic: false);
        using var font = new SKFont(typeface, TextSize) { Subpixel = true };
        string[] labels = [.. temperatures.Select(temperature => $"T = {PlotTheme.Label(temperature)}")];
        var left = (2 * Margin) + (int)Math.Ceiling(labels.Max(label => font.MeasureText(label)));

        using var cells = grid.Draw(images.Images, images.NonFiniteImages);
        var info = new SKImageInfo(left + grid.Width + Margin, grid.Height + (2 * Margin), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info)
            ?? throw new FlowException("picture", $"room for {info.Width}×{info.Height} pixels", "not enough memory", "Ask for fewer images.");
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.DrawBitmap(cells, left, Margin);
        using var ink = new SKPaint { Color = PlotTheme.Ink.ToSKColor(), IsAntialias = true };
        for (var row = 0; row < labels.Length; row++)
        {
            // A capital's height is what looks centred; its middle on the row's.
            var middle = Margin + grid.RowTop(row) + (grid.RowHeight / 2f);
            surface.Canvas.DrawText(labels[row], left - Margin, middle + (font.Metrics.CapHeight / 2), SKTextAlign.Right, font, ink);
        }

        using var bitmap = new SKBitmap(info);
        surface.ReadPixels(info, bitmap.GetPixels(), bitmap.RowBytes, 0, 0);
        using var data = PictureName.Encode(bitmap, PictureName.KindOf(path))
            ?? throw new FlowException("picture", $"room to encode {info.Width}×{info.Height} pixels", "not enough memory", "Ask for fewer images.");
        AtomicFile.Write(path, data.SaveTo);
    }
}
