namespace FlowCore.Backends.Cpu.Solve;

/// <summary>The sizes of one solve. Lags that reach past the image from each of its pixels do not count.</summary>
internal readonly struct SolveExtents
{
    /// <param name="folded">Shape of the folded taps, <c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="images">Shape of the images, <c>[C, N, H, W]</c>.</param>
    public SolveExtents(Shape folded, Shape images)
    {
        (Size, KernelWidth) = (folded[4], folded[2]);
        (Height, Width) = (images.Height, images.Width);
        (LagRows, LagColumns) = (Math.Min(folded[1], Height), Math.Min(folded[2], Width));
    }

    /// <summary>Channels of a group.</summary>
    public int Size { get; }

    public int KernelWidth { get; }

    public int Height { get; }

    public int Width { get; }

    public int LagRows { get; }

    public int LagColumns { get; }

    /// <summary>Pixels.</summary>
    public int Plane => Height * Width;

    /// <summary>Anti-diagonals.</summary>
    public int Diagonals => Height + Width - 1;

    /// <summary>
    /// What a step costs, in multiply-adds of a vector; finding its vectors takes as long as some more.
    /// </summary>
    public long StepCost => ((long)LagRows * LagColumns * Size * Size) + 32;

    /// <summary>Floats of a group's factors.</summary>
    public long Factors => (long)LagRows * LagColumns * Size * Size;
}
