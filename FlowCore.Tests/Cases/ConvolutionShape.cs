namespace FlowCore.Tests.Cases;

/// <summary>The sizes of one convolution: kernel, channels, image and batch.</summary>
internal readonly record struct ConvolutionShape(int KernelHeight, int KernelWidth, int Inputs, int Outputs, int Height, int Width, int Samples)
{
    /// <summary>Kernels × channels × images × batches, small products and a few large ones.</summary>
    public static IReadOnlyList<ConvolutionShape> All { get; } =
    [
        new(1, 1, 1, 1, 1, 1, 1), new(1, 1, 2, 3, 1, 9, 2), new(1, 1, 12, 12, 7, 7, 3), new(1, 1, 64, 65, 4, 8, 2),
        new(1, 1, 13, 24, 9, 1, 17), new(1, 1, 65, 64, 2, 3, 16), new(1, 1, 8, 4, 14, 14, 33), new(1, 1, 3, 8, 3, 2, 100),
        new(1, 1, 24, 13, 16, 16, 3), new(1, 1, 64, 64, 7, 7, 33), new(1, 1, 4, 65, 1, 1, 100),
        new(3, 3, 1, 1, 1, 1, 1), new(3, 3, 1, 2, 1, 9, 3), new(3, 3, 2, 1, 9, 1, 2), new(3, 3, 3, 4, 2, 3, 17),
        new(3, 3, 4, 8, 3, 2, 16), new(3, 3, 8, 12, 4, 8, 3), new(3, 3, 12, 13, 7, 7, 2), new(3, 3, 13, 24, 8, 4, 1),
        new(3, 3, 24, 12, 14, 14, 1), new(3, 3, 2, 64, 14, 14, 3), new(3, 3, 64, 4, 7, 7, 3), new(3, 3, 65, 3, 4, 8, 2),
        new(3, 3, 4, 4, 16, 16, 2), new(3, 3, 3, 2, 4, 8, 33), new(3, 3, 1, 8, 14, 14, 16), new(3, 3, 64, 65, 7, 7, 2),
        new(3, 3, 2, 3, 3, 2, 100), new(3, 3, 12, 64, 16, 16, 3),
        new(5, 5, 1, 1, 1, 1, 2), new(5, 5, 2, 3, 2, 3, 3), new(5, 5, 3, 4, 7, 7, 2), new(5, 5, 4, 12, 9, 1, 1),
        new(5, 5, 8, 8, 16, 16, 1), new(5, 5, 13, 2, 8, 4, 3), new(5, 5, 2, 4, 4, 8, 33), new(5, 5, 24, 24, 7, 7, 1),
        new(3, 1, 3, 4, 4, 8, 3), new(3, 1, 12, 8, 1, 9, 2), new(3, 1, 2, 13, 9, 1, 17), new(3, 1, 65, 8, 7, 7, 1),
        new(1, 3, 4, 3, 8, 4, 3), new(1, 3, 8, 12, 9, 1, 2), new(1, 3, 13, 2, 1, 9, 16), new(1, 3, 8, 65, 7, 7, 1),
        new(1, 3, 2, 2, 5, 6, 33),
    ];

    public override string ToString() =>
        $"{KernelHeight}×{KernelWidth}, {Inputs}→{Outputs}, {Height}×{Width}, N={Samples}";
}
