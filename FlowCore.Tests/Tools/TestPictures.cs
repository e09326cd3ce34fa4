using SkiaSharp;

namespace FlowCore.Tests.Tools;

/// <summary>A folder of small pictures that differ.</summary>
internal static class TestPictures
{
    /// <summary>Writes <c>0.png</c> and so on, of 20 columns or more and 30 rows, each with a gradient of its own.</summary>
    public static void Write(string folder, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var bitmap = new SKBitmap(20 + (i % 3), 30);
            for (var y = 0; y < bitmap.Height; y++)
            {
                for (var x = 0; x < bitmap.Width; x++)
                {
                    bitmap.SetPixel(x, y, new SKColor((byte)(9 * x), (byte)(8 * y), (byte)(20 * i)));
                }
            }

            using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), data.ToArray());
        }
    }
}
