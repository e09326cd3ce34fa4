namespace FlowCore.Imaging;

/// <summary>A colour of eight bits a channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>255, 255, 255.</summary>
    public static Rgb White { get; } = new(byte.MaxValue, byte.MaxValue, byte.MaxValue);

    /// <summary>Whether its channels are the same.</summary>
    public bool IsGray => Red == Green && Green == Blue;

    /// <summary>
    /// The luma of Rec. 601, <c>(19595·R + 38470·G + 7471·B + 2¹⁵) / 2¹⁶</c> rounded down, which are 0.299, 0.587 and 0.114 in
    /// 16 bits; a gray stays what it is.
    /// </summary>
    public byte Luma => (byte)(((19595 * Red) + (38470 * Green) + (7471 * Blue) + 32768) >> 16);

    /// <summary><c>#ffffff</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
