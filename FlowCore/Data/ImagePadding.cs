namespace FlowCore.Data;

/// <summary>
/// Makes images larger, at the bottom and on the right, with copies of their last row and column, and cuts them back:
/// <c>padded_{c,y,x} = image_{c,min(y,H−1),min(x,W−1)}</c>.
/// </summary>
internal static class ImagePadding
{
    /// <summary>Pads images.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <param name="shape"><c>C × H × W</c>.</param>
    /// <param name="padded"><c>[N, C, H′, W′]</c>, overwritten.</param>
    /// <param name="to"><c>C × H′ × W′</c>, no side shorter.</param>
    public static void Pad(ReadOnlySpan<byte> images, ImageShape shape, Span<byte> padded, ImageShape to)
    {
        for (var plane = 0; plane < images.Length / shape.Plane; plane++)
        {
            var source = images.Slice(plane * shape.Plane, shape.Plane);
            var target = padded.Slice(plane * to.Plane, to.Plane);
            for (var y = 0; y < to.Height; y++)
            {
                var row = source.Slice(Math.Min(y, shape.Height - 1) * shape.Width, shape.Width);
                row.CopyTo(target[(y * to.Width)..]);
                target.Slice((y * to.Width) + shape.Width, to.Width - shape.Width).Fill(row[^1]);
            }
        }
    }

    /// <summary>Cuts padded images back.</summary>
    /// <param name="padded"><c>[N, C, H′, W′]</c>.</param>
    /// <param name="from"><c>C × H′ × W′</c>.</param>
    /// <param name="images"><c>[N, C, H, W]</c>, overwritten.</param>
    /// <param name="shape"><c>C × H × W</c>, no side longer.</param>
    public static void Cut(ReadOnlySpan<byte> padded, ImageShape from, Span<byte> images, ImageShape shape)
    {
        for (var plane = 0; plane < images.Length / shape.Plane; plane++)
        {
            for (var y = 0; y < shape.Height; y++)
            {
                padded.Slice((plane * from.Plane) + (y * from.Width), shape.Width)
                    .CopyTo(images[((plane * shape.Plane) + (y * shape.Width))..]);
            }
        }
    }
}
