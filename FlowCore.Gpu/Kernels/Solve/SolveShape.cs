using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// The sizes of a solve. The axes of the image are named by their extents, and a place on a diagonal is counted along the
/// shorter one: tall and wide images take the same path, and no diagonal has more pixels than that.
/// </summary>
internal readonly struct SolveShape
{
    /// <summary>Output channels that a thread computes at once.</summary>
    public const int TileChannels = 4;

    /// <summary>The sizes of a solve.</summary>
    /// <param name="images"><c>[C, N, H, W]</c>, not empty.</param>
    /// <param name="folded"><c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="orientations">The order of each group's pixels.</param>
    /// <param name="isTransposed">Whether pixels come in the opposite order.</param>
    /// <param name="samples">Samples that a group of threads solves.</param>
    public SolveShape(Shape images, Shape folded, ImmutableArray<Orientation> orientations, bool isTransposed, int samples)
    {
        var (kernelHeight, kernelWidth, matrix) = (folded[1], folded[2], checked(folded[4] * folded[4]));
        var rows = new SolveAxis(images.Height, images.Width, kernelHeight, kernelWidth * matrix);
        var columns = new SolveAxis(images.Width, 1, kernelWidth, matrix);
        var isTall = images.Height > images.Width;
        var order = new OrientationBits(orientations);
        order = isTransposed ? order.Reversed : order;
        (Short, Long, Order) = isTall ? (columns, rows, order.Swapped) : (rows, columns, order);
        (Batch, Samples, Channels) = (images.Batch, samples, folded[4]);
        GroupTaps = checked(kernelHeight * kernelWidth * matrix);

        // As far back as a tap reaches, and the diagonal at hand; two at least, so that one is read while the next is written.
        Slots = Math.Max(2, Short.Taps + Long.Taps - 1);
        RingFloats = checked(Slots * Channels * Short.Extent * Samples);
    }

    /// <summary>Samples N.</summary>
    public int Batch { get; }

    /// <summary>Samples that a group of threads solves.</summary>
    public int Samples { get; }

    /// <summary>Channels q of a group.</summary>
    public int Channels { get; }

    /// <summary>Floats of a group's taps.</summary>
    public int GroupTaps { get; }

    /// <summary>The shorter axis of the image.</summary>
    public SolveAxis Short { get; }

    /// <summary>The longer axis.</summary>
    public SolveAxis Long { get; }

    /// <summary>The order of each group's pixels, with the shorter axis for its rows.</summary>
    public OrientationBits Order { get; }

    /// <summary>Diagonals that are kept.</summary>
    public int Slots { get; }

    /// <summary>Floats of a ring: [slot, channel, place on the diagonal, sample].</summary>
    public int RingFloats { get; }

    /// <summary>Anti-diagonals, the sequential depth: H+W−1.</summary>
    public int Diagonals => Short.Extent + Long.Extent - 1;

    /// <summary>Pixels of an image.</summary>
    public int Plane => Short.Extent * Long.Extent;

    /// <summary>Tiles of output channels.</summary>
    public int Tiles => (Channels + TileChannels - 1) / TileChannels;
}
