using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>Every gradient of the reference against central differences of its forward member, in double.</summary>
public sealed class ReferenceGradientLaws : IDisposable
{
    private static readonly Shape Images = new(5, 3, 4, 3);
    private static readonly Shape OneChannel = new(1, 3, 4, 3);
    private static readonly Shape Channels = new(5);
    private static readonly Shape Rows = new(3);

    private readonly ReferenceBackend _backend = new();

    public static TheoryData<ulong> Seeds { get; } = new(1, 2, 3);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Activations(ulong seed)
    {
        Check<Identity>();
        Check<Relu>();
        Check<BoundedLogScale>();
        Check<Elu>();
        Check<EluSlope>();
        Check<Exponential>();

        void Check<T>()
            where T : struct, IActivation =>
            Probe(seed).Check(
                T.Name, [OneChannel], [OneChannel],
                (b, x, y) => b.Convolve<T>(x[0], TestTensors.From(b, new Shape(1, 1, 1, 1), 1), null, y[0]),
                (b, x, y, dy, dx) => b.ActivateGradient<T>(y[0], dy[0], dx[0]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Convolutions(ulong seed)
    {
        foreach (var (kh, kw) in ((int, int)[])[(1, 1), (3, 3), (5, 5), (3, 1), (1, 3)])
        {
            Probe(seed).Check(
                $"convolution {kh}×{kw}", [Images, new Shape(2, 5, kh, kw), new Shape(2)], [new Shape(2, 3, 4, 3)],
                (b, x, y) => b.Convolve<Identity>(x[0], x[1], x[2], y[0]),
                (b, x, y, dy, dx) =>
                {
                    b.ConvolveInputGradient(dy[0], x[1], dx[0], accumulate: true);
                    b.ConvolveWeightGradient(x[0], dy[0], dx[1], 1);
                    b.SumChannels(dy[0], dx[2]);
                });
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Masked_convolutions_and_their_taps(ulong seed)
    {
        foreach (var s in MaskedShape.All.Where(s => s.Channels * s.Height * s.Width * s.Samples < 600))
        {
            var images = new Shape(s.Channels, s.Samples, s.Height, s.Width);
            Probe(seed).Check(
                $"masked convolution {s}", [images, s.Free], [images],
                (b, x, y) => b.MaskedConvolve(x[0], Assemble(b, x[1], s.Taps), s.Orientations, y[0]),
                (b, x, y, dy, dx) =>
                {
                    b.MaskedConvolveInputGradient(dy[0], Assemble(b, x[1], s.Taps), s.Orientations, dx[0], accumulate: false);
                    using var dtaps = TestTensors.Filled(b, s.Taps, 0);
                    b.MaskedConvolveWeightGradient(x[0], dy[0], s.Orientations, dtaps, 1);
                    b.AssembleTapsGradient(dtaps, dx[1]);
                });
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_solve_has_the_transposed_solve_as_its_gradient(ulong seed)
    {
        var unit = OrientationExtensions.All;
        var (images, free) = (new Shape(8, 2, 3, 4), new Shape(4, 1 + (3 * 4)));
        var taps = new Shape(4, 2, 2, 2, 2);
        Probe(seed).Check(
            "masked solve", [images, free], [images],
            (b, y, x) => b.MaskedSolve(y[0], Fold(b, y[1], taps), unit, x[0]),
            (b, y, x, dx, dy) =>
            {
                // dy = K⁻ᵀdx, and K⁻¹'s change is −K⁻¹·dK·K⁻¹: dK = −dy·xᵀ.
                b.MaskedSolveTransposed(dx[0], Fold(b, y[1], taps), unit, dy[0]);
                using var dtaps = TestTensors.Filled(b, taps, 0);
                b.MaskedConvolveWeightGradient(x[0], dy[0], unit, dtaps, -1);
                b.AssembleTapsGradient(dtaps, dy[1]);
            },
            scale: 0.2);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Causal_kernels(ulong seed)
    {
        foreach (var s in CausalCases.All)
        {
            foreach (var mirrored in (bool[])[false, true])
            {
                Probe(seed).Check(
                    $"causal kernel {s}", [s.Free, s.LogDiagonal], [s.Kernel],
                    (b, x, y) => b.AssembleCausal(x[0], x[1], s.Groups, mirrored, y[0]),
                    (b, x, y, dy, dx) => b.AssembleCausalGradient(y[0], dy[0], s.Groups, mirrored, dx[0], dx[1]));
                Probe(seed).Check(
                    $"causal diagonal {s}", [s.LogDiagonal], [s.Kernel],
                    (b, x, y) => b.AssembleCausal(null, x[0], s.Groups, mirrored, y[0]),
                    (b, x, y, dy, dx) => b.AssembleCausalGradient(y[0], dy[0], s.Groups, mirrored, null, dx[0]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Channel_affines(ulong seed)
    {
        foreach (var affine in (ChannelAffine[])[ChannelAffine.ActNorm, ChannelAffine.ScaledOutput, new ChannelAffine(0.7, -1.3)])
        {
            Probe(seed).Check(
                $"affine {affine}", [Images, Channels, Channels], [Images],
                (b, x, y) => b.AffineForward(x[0], x[1], x[2], affine, y[0]),
                (b, x, y, dy, dx) => b.AffineForwardGradient(y[0], dy[0], x[2], affine, dx[0], accumulate: true, dx[1], dx[2]));
            Probe(seed).Check(
                $"inverse affine {affine}", [Images, Channels, Channels], [Images],
                (b, y, x) => b.AffineInverse(y[0], y[1], y[2], affine, x[0]),
                (b, y, x, dx, dy) => b.AffineInverseGradient(y[0], dx[0], y[2], affine, dy[0], accumulate: false, dy[1], dy[2]));
        }

        Probe(seed).Check(
            "broadcast sum", [Channels], [Rows],
            (b, x, y) => b.BroadcastSum(x[0], -12, y[0]),
            (b, x, y, dy, dx) => b.BroadcastSumGradient(dy[0], -12, dx[0]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plu_matrices(ulong seed)
    {
        foreach (var size in (int[])[1, 2, 5, 8])
        {
            var (triangle, frame) = (new Shape(size * (size - 1) / 2), PluCases.Frame(size, seed));
            Probe(seed).Check(
                $"PLU {size}", [triangle, triangle, new Shape(size)], [new Shape(size, size, 1, 1)],
                (b, x, y) => b.ComposePlu(x[0], x[1], x[2], frame, y[0]),
                (b, x, y, dy, dx) => b.ComposePluGradient(x[0], x[1], x[2], frame, dy[0], dx[0], dx[1], dx[2]));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Couplings(ulong seed)
    {
        Check<BoundedLogScale>(3);
        Check<BoundedLogScale>(1);
        Check<Identity>(2);

        void Check<T>(int channels)
            where T : struct, IActivation
        {
            var (images, net) = (new Shape(channels, 3, 4, 3), new Shape(2 * channels, 3, 4, 3));
            Probe(seed).Check(
                $"coupling of {channels}", [images, net], [images, Rows],
                (b, x, y) => b.CoupleForward<T>(x[0], x[1], y[0], y[1]),
                (b, x, y, dy, dx) => b.CoupleForwardGradient<T>(y[0], x[1], dy[0], dy[1], dx[0], accumulate: true, dx[1]));
            Probe(seed).Check(
                $"inverse coupling of {channels}", [images, net], [images, Rows],
                (b, y, x) => b.CoupleInverse<T>(y[0], y[1], x[0], x[1]),
                (b, y, x, dx, dy) => b.CoupleInverseGradient<T>(x[0], y[1], dx[0], dx[1], dy[0], accumulate: false, dy[1]));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Squeezes_moves_planes_and_densities(ulong seed)
    {
        Shape[] wide = [new Shape(2, 3, 4, 6)];
        Shape[] deep = [new Shape(8, 3, 2, 3)];
        Probe(seed).Check(
            "squeeze", wide, deep,
            (b, x, y) => b.Squeeze(x[0], y[0], accumulate: false),
            (b, x, y, dy, dx) => b.Unsqueeze(dy[0], dx[0], accumulate: true));
        foreach (var (rows, columns, to) in ((int, int, Shape)[])[(1, 0, wide[0]), (-2, 3, wide[0]), (-3, 0, new Shape(2, 3, 1, 6)), (2, 1, new Shape(2, 3, 7, 8))])
        {
            Probe(seed).Check(
                $"images moved by ({rows}, {columns})", wide, [to],
                (b, x, y) => b.MoveImages(x[0], rows, columns, y[0], accumulate: false),
                (b, x, y, dy, dx) => b.MoveImages(dy[0], -rows, -columns, dx[0], accumulate: true));
        }

        Probe(seed).Check(
            "exchange pixels", wide, [new Shape(24, 3, 2, 1)],
            (b, x, y) => b.ExchangePixels(x[0], y[0], accumulate: false),
            (b, x, y, dy, dx) => b.ExchangePixels(dy[0], dx[0], accumulate: true));
        Probe(seed).Check(
            "broadcast planes", [new Shape(2, 3, 1, 1)], wide,
            (b, x, y) => b.BroadcastPlanes(x[0], y[0]),
            (b, x, y, dy, dx) => b.SumPlanes(dy[0], dx[0]));
        Density<StandardNormal>();
        Density<StandardLogistic>();

        void Density<T>()
            where T : struct, ILogDensity =>
            Probe(seed).Check(
                T.Name, [Images], [Rows],
                (b, z, y) => b.LogDensity<T>(z[0], y[0]),
                (b, z, y, dy, dz) => b.LogDensityGradient<T>(z[0], dy[0], dz[0], accumulate: true));
    }

    public void Dispose() => _backend.Dispose();

    private static Tensor Assemble(IBackend b, Tensor free, Shape shape)
    {
        var taps = b.Allocate(shape);
        b.AssembleTaps(free, taps);
        return taps;
    }

    private static Tensor Fold(IBackend b, Tensor free, Shape shape)
    {
        var folded = b.Allocate(shape);
        b.FoldTaps(Assemble(b, free, shape), folded);
        return folded;
    }

    private GradientProbe Probe(ulong seed) => new(_backend, seed);
}
