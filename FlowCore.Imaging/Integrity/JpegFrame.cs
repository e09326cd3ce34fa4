namespace FlowCore.Imaging.Integrity;

/// <summary>What the scans of a JPEG are scans of.</summary>
/// <param name="IsProgressive">Whether coefficients come in parts.</param>
/// <param name="Units">Rows and columns of the units of interleaved scans.</param>
/// <param name="Components">The channels.</param>
internal sealed record JpegFrame(bool IsProgressive, JpegExtent Units, IReadOnlyList<JpegComponent> Components)
{
    private const int Block = 8;
    private const int MostSampling = 4;

    /// <summary>Whether every bit of every coefficient has come.</summary>
    public bool IsWhole => Components.All(component => component.IsWhole);

    /// <summary>Reads a frame header (ITU-T T.81, B.2.2).</summary>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or not of 8 bits.</exception>
    public static JpegFrame Read(ref FileBytes bytes, bool isProgressive)
    {
        var bits = bytes.Next();
        var size = new JpegExtent(bytes.NextShort(), bytes.NextShort());
        var components = new JpegComponent[bytes.Next()];
        Require(bits == 8 && size.Count is > 0 and <= PictureLimits.MostPixels && components.Length is >= 1 and <= 4);
        for (var i = 0; i < components.Length; i++)
        {
            var (id, sampling) = (bytes.Next(), bytes.Next());
            bytes.Next();
            Require(sampling >> 4 is >= 1 and <= MostSampling && (sampling & 15) is >= 1 and <= MostSampling);
            components[i] = new JpegComponent(id, sampling >> 4, sampling & 15);
        }

        var (across, down) = (components.Max(component => component.Across), components.Max(component => component.Down));
        var units = new JpegExtent(Ceiling(size.Height, Block * down), Ceiling(size.Width, Block * across));
        foreach (var component in components)
        {
            component.Lay(size, units, across, down);
        }

        return new JpegFrame(isProgressive, units, components);
    }

    private static int Ceiling(int count, int part) => (count + part - 1) / part;

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException();
        }
    }
}
