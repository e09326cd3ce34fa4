using FlowCore.Backends;
using FlowCore.Gpu;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>
/// A matrix product <c>[M, K]·[K, N]</c>, as the 1×1 convolution that it is: what a device can do at best, for the rest to be
/// measured against.
/// </summary>
/// <param name="Rows">M.</param>
/// <param name="Columns">N, a multiple of 256.</param>
/// <param name="Depth">K.</param>
internal sealed record MatrixProduct(int Rows, int Columns, int Depth)
{
    private const int Side = 16;
    private const int EmulatedPart = 8;

    /// <summary>The product whose rate other work is compared with: a 1×1 of the published width, 512×512 · 512×16384.</summary>
    public static MatrixProduct Yardstick { get; } = new(512, 16384, 512);

    /// <summary>A square one, by which libraries are often compared.</summary>
    public static MatrixProduct Square { get; } = new(2048, 2048, 2048);

    /// <summary>A small one, in which packing and handing out work count.</summary>
    public static MatrixProduct Small { get; } = new(256, 256, 288);

    /// <summary>Its floating-point operations, two a multiply-add.</summary>
    public double Flops => 2.0 * Rows * Columns * Depth;

    private Shape Left => new(Rows, Depth, 1, 1);

    private Shape Right => Images(Depth);

    private Shape Result => Images(Rows);

    /// <summary>This product, or on the emulator, where it would take minutes, one an eighth as long in each side.</summary>
    public MatrixProduct On(IBackend backend) => backend is GpuBackend { IsEmulator: true }
        ? new(Rows / EmulatedPart, Math.Max(Side * Side, Columns / EmulatedPart), Depth / EmulatedPart)
        : this;

    /// <summary>The row of a benchmark.</summary>
    public OperationRow Row(IBackend backend) => new(
        nameof(IBackend.Convolve),
        ToString(),
        Flops,
        OperationShapes.Bytes(Right, Left, Result),
        tensors =>
        {
            var (x, w, y) = (tensors.Given(Right), tensors.Given(Left), tensors.Result(Result));
            return () => backend.Convolve<Identity>(x, w, null, y);
        });

    /// <summary><c>GEMM 512×16384×512</c>: M×N×K.</summary>
    public override string ToString() => FormattableString.Invariant($"GEMM {Rows}×{Columns}×{Depth}");

    private Shape Images(int channels) => new(channels, Columns / (Side * Side), Side, Side);
}
