namespace FlowCore.Backends;

/// <summary>The taps of a stencil apart from any image: tap (i, j) is <c>Origin + (i, j)·Step</c>, in row-major order.</summary>
/// <param name="KernelHeight">Rows of taps.</param>
/// <param name="KernelWidth">Columns of taps.</param>
/// <param name="OriginY">Row of the first tap.</param>
/// <param name="OriginX">Column of the first tap.</param>
/// <param name="StepY">Rows from one tap to the next.</param>
/// <param name="StepX">Columns from one tap to the next.</param>
internal readonly record struct StencilShape(
    int KernelHeight, int KernelWidth, int OriginY, int OriginX, int StepY, int StepX)
{
    /// <summary>The pixel itself: a matrix product without neighbours.</summary>
    public static StencilShape Pixel { get; } = Centred(1, 1);

    /// <summary>How many taps there are.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>The odd k×k window centred on the pixel.</summary>
    public static StencilShape Centred(int kernelHeight, int kernelWidth) =>
        new(kernelHeight, kernelWidth, -(kernelHeight - 1) / 2, -(kernelWidth - 1) / 2, 1, 1);

    /// <summary>The pixels at lags (δh, δw) behind the pixel in an orientation.</summary>
    public static StencilShape Causal(int kernelHeight, int kernelWidth, Orientation orientation) =>
        new(kernelHeight, kernelWidth, 0, 0, -orientation.RowSign(), -orientation.ColumnSign());

    /// <summary>The taps seen from the other end: what the gradient with respect to the input reads.</summary>
    public StencilShape Reversed() => new(KernelHeight, KernelWidth, -OriginY, -OriginX, -StepY, -StepX);

    /// <summary>Where a tap lies.</summary>
    public (int Dy, int Dx) Tap(int index)
    {
        var (row, column) = Math.DivRem(index, KernelWidth);
        return (OriginY + (row * StepY), OriginX + (column * StepX));
    }
}
