using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>The sizes of one masked convolution: kernel, channels a group, orientations, image and batch.</summary>
internal sealed record MaskedShape(
    int KernelHeight, int KernelWidth, int Group, ImmutableArray<Orientation> Orientations, int Height, int Width, int Samples)
{
    private static readonly ImmutableArray<Orientation> Tl = [Orientation.TopLeft];
    private static readonly ImmutableArray<Orientation> Tr = [Orientation.TopRight];
    private static readonly ImmutableArray<Orientation> Bl = [Orientation.BottomLeft];
    private static readonly ImmutableArray<Orientation> Br = [Orientation.BottomRight];
    private static readonly ImmutableArray<Orientation> Unit = OrientationExtensions.All;

    /// <summary>Kernels (some larger than the image) × groups × orientations × images taller, wider and smaller than they.</summary>
    public static IReadOnlyList<MaskedShape> All { get; } =
    [
        new(1, 1, 1, Tl, 1, 1, 1), new(1, 1, 3, Unit, 2, 3, 3), new(1, 1, 13, Br, 3, 2, 2),
        new(1, 2, 2, Tr, 1, 9, 3), new(1, 2, 3, Unit, 4, 8, 2), new(1, 2, 1, Unit, 9, 1, 17),
        new(2, 1, 2, Bl, 9, 1, 3), new(2, 1, 5, Unit, 8, 4, 2), new(2, 1, 3, Unit, 1, 9, 16),
        new(2, 2, 1, Tl, 8, 4, 2), new(2, 2, 1, Tr, 4, 8, 2), new(2, 2, 2, Bl, 3, 2, 17), new(2, 2, 3, Br, 2, 3, 16),
        new(2, 2, 12, Unit, 4, 8, 3), new(2, 2, 1, Unit, 1, 1, 100),
        new(3, 3, 1, Tl, 14, 14, 3), new(3, 3, 1, Unit, 14, 14, 17), new(3, 3, 2, Tr, 9, 1, 3), new(3, 3, 3, Bl, 8, 4, 33),
        new(3, 3, 3, Unit, 16, 16, 3), new(3, 3, 5, Br, 7, 7, 2), new(3, 3, 6, Unit, 4, 8, 33), new(3, 3, 12, Unit, 7, 7, 3),
        new(3, 3, 13, Tl, 4, 8, 2), new(3, 3, 3, Unit, 2, 3, 100), new(3, 3, 2, Unit, 1, 1, 33), new(3, 3, 1, Unit, 8, 4, 33),
        new(3, 3, 13, Unit, 2, 3, 16), new(3, 3, 3, Unit, 8, 8, 100),
        new(5, 5, 1, Unit, 4, 8, 3), new(5, 5, 2, Unit, 3, 2, 17), new(5, 5, 3, Unit, 7, 7, 2), new(5, 5, 1, Br, 9, 1, 2),
        new(5, 5, 6, Tl, 1, 9, 2), new(5, 5, 1, Tr, 1, 1, 2), new(5, 5, 3, Bl, 8, 4, 33),
        new(2, 3, 1, Bl, 4, 8, 3), new(2, 3, 2, Unit, 8, 4, 16), new(2, 3, 5, Unit, 3, 2, 2), new(2, 3, 12, Tr, 9, 1, 3),
        new(2, 3, 3, [Orientation.BottomRight, Orientation.TopRight], 5, 6, 33),
    ];

    public int Channels => Group * Orientations.Length;

    /// <summary>[G, kH, kW, q, q].</summary>
    public Shape Taps => new(Orientations.Length, KernelHeight, KernelWidth, Group, Group);

    /// <summary>[G, free weights a group].</summary>
    public Shape Free =>
        new(Orientations.Length, (Group * (Group - 1) / 2) + (((KernelHeight * KernelWidth) - 1) * Group * Group));

    /// <summary>Terms of one output.</summary>
    public int Terms => KernelHeight * KernelWidth * Group;

    /// <summary>The standard deviation of free weights whose magnitudes sum to below ½ a row: a gain below 2.</summary>
    public double Scale => 0.4 / Terms;

    public override string ToString() =>
        $"{KernelHeight}×{KernelWidth}, q={Group}, {string.Concat(Orientations.Select(Initials))}, {Height}×{Width}, N={Samples}";

    private static string Initials(Orientation orientation) => string.Concat(orientation.ToString().Where(char.IsUpper));
}
