using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>Examples small enough to be checked by hand, which the reference is held to as well.</summary>
public abstract class BackendExamples : IDisposable
{
    private static readonly Shape Image3 = new(1, 1, 3, 3);
    private static readonly double[] OneToNine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private IBackend? _backend;

    /// <summary>Orientation, and which mirrored image the top-left case turns into.</summary>
    public static TheoryData<Orientation, bool, bool> Mirrors { get; } = new()
    {
        { Orientation.TopLeft, false, false },
        { Orientation.TopRight, false, true },
        { Orientation.BottomLeft, true, false },
        { Orientation.BottomRight, true, true },
    };

    private protected IBackend Backend => _backend ??= Create();

    [BackendFact]
    public void Has_a_name() => Assert.NotEmpty(Backend.Name);

    [BackendFact]
    public void Knows_the_memory_that_it_holds()
    {
        using var x = TestTensors.Filled(Backend, new Shape(1 << 20), 1);
        Backend.Synchronize();
        Assert.InRange(Backend.MemoryBytes, sizeof(float) << 20, long.MaxValue);
    }

    [BackendFact]
    public void Numbers_that_are_not_as_many_as_the_tensors_are_refused()
    {
        using var x = TestTensors.Filled(Backend, new Shape(3), 1);
        Refused("Write", "2", () => Backend.Write(new double[2], x));
        Refused("Write", "4", () => Backend.Write(new float[4], x));
        Refused("Read", "4", () => Backend.Read(x, new double[4]));
        Refused("Read", "2", () => Backend.Read(x, new float[2]));
        Expect.Same([1, 1, 1], TestTensors.ReadDoubles(Backend, x), "x");

        static void Refused(string member, string got, Action call) =>
            Assert.Equal($"{member}: expected 3 numbers, got {got}.", Assert.Throws<ShapeException>(call).Message);
    }

    [BackendFact]
    public void Memory_that_went_back_is_refused()
    {
        var tensor = TestTensors.Filled(Backend, new Shape(2, 1, 2, 2), 1);
        var view = tensor.Channels(1, 1);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Backend.Fill(tensor, 0));
        Assert.Throws<ObjectDisposedException>(() => Backend.Fill(view, 0));
    }

    [BackendTheory]
    [MemberData(nameof(Mirrors))]
    public void A_dyadic_masked_convolution_is_exact_both_ways(Orientation orientation, bool flipRows, bool flipColumns)
    {
        // Kernel [[.5, −.25], [.125, 1]]: the last tap is the pixel itself, so lag (0, 1) is .125 and lag (1, 0) −.25.
        using var taps = TestTensors.From(Backend, new Shape(1, 2, 2, 1, 1), 1, 0.125, -0.25, 0.5);
        using var x = TestTensors.From(Backend, Image3, Flip(OneToNine));
        using var y = Backend.Allocate(Image3);
        Backend.MaskedConvolve(x, taps, [orientation], y);
        Expect.Same(Flip([1, 2.125, 3.25, 3.75, 5.5, 6.875, 6, 9.625, 11]), TestTensors.ReadDoubles(Backend, y), "y");

        using var folded = Backend.Allocate(taps.Shape);
        using var back = Backend.Allocate(Image3);
        Backend.FoldTaps(taps, folded);
        Backend.MaskedSolve(y, folded, [orientation], back);
        Expect.Same(Flip(OneToNine), TestTensors.ReadDoubles(Backend, back), "x");

        double[] Flip(double[] image) =>
            [.. Each.Of(3, 3).Select(p => image[(3 * (flipRows ? 2 - p.A : p.A)) + (flipColumns ? 2 - p.B : p.B)])];
    }

    [BackendFact]
    public void Relu_lets_nan_through()
    {
        using var x = TestTensors.From(Backend, new Shape(1, 1, 1, 3), double.NaN, -1, 2);
        using var one = TestTensors.From(Backend, new Shape(1, 1, 1, 1), 1);
        using var y = Backend.Allocate(x.Shape);
        Backend.Convolve<Relu>(x, one, null, y);
        Expect.Same([double.NaN, 0, 2], TestTensors.ReadDoubles(Backend, y), "relu");
    }

    [BackendFact]
    public void A_convolution_lets_nan_through()
    {
        using var x = TestTensors.From(Backend, Image3, [.. OneToNine.Select(v => v == 5 ? double.NaN : v)]);
        using var w = TestTensors.From(Backend, new Shape(1, 1, 1, 1), 1);
        using var y = Backend.Allocate(Image3);
        Backend.Convolve<Relu>(x, w, null, y);
        Expect.Same(TestTensors.ReadDoubles(Backend, x), TestTensors.ReadDoubles(Backend, y), "y");
    }

    [BackendFact]
    public void Squeeze_puts_a_pixels_four_parts_in_row_order()
    {
        using var x = TestTensors.From(Backend, new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(i => (double)i)]);
        using var y = Backend.Allocate(new Shape(4, 1, 2, 2));
        Backend.Squeeze(x, y, accumulate: false);
        Expect.Same([0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15], TestTensors.ReadDoubles(Backend, y), "y");
    }

    [BackendFact]
    public void An_image_moves_down_and_to_the_right_and_adding_touches_only_what_both_have()
    {
        using var x = TestTensors.From(Backend, Image3, OneToNine);
        using var y = TestTensors.Filled(Backend, Image3, double.NaN);
        Backend.MoveImages(x, 1, 0, y, accumulate: false);
        Expect.Same([0, 0, 0, 1, 2, 3, 4, 5, 6], TestTensors.ReadDoubles(Backend, y), "down");
        Backend.MoveImages(x, 0, 2, y, accumulate: false);
        Expect.Same([0, 0, 1, 0, 0, 4, 0, 0, 7], TestTensors.ReadDoubles(Backend, y), "to the right");
        using var row = Backend.Allocate(new Shape(1, 1, 1, 3));
        Backend.MoveImages(x, -2, 0, row, accumulate: false);
        Expect.Same([7, 8, 9], TestTensors.ReadDoubles(Backend, row), "the last row");
        Backend.Fill(y, double.NaN);
        Backend.Fill(y.Part(3, row.Shape), 1);
        Backend.MoveImages(row, 1, 0, y, accumulate: true);
        Expect.Same(
            [double.NaN, double.NaN, double.NaN, 8, 9, 10, double.NaN, double.NaN, double.NaN], TestTensors.ReadDoubles(Backend, y), "into the middle");
    }

    [BackendFact]
    public void Exchanged_pixels_are_a_transposed_matrix_of_each_sample()
    {
        using var x = TestTensors.From(Backend, new Shape(2, 2, 1, 3), 1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60);
        using var y = Backend.Allocate(new Shape(3, 2, 2, 1));
        Backend.ExchangePixels(x, y, accumulate: false);
        Expect.Same([1, 4, 10, 40, 2, 5, 20, 50, 3, 6, 30, 60], TestTensors.ReadDoubles(Backend, y), "y");
    }

    [BackendFact]
    public void A_sum_has_all_of_its_terms()
    {
        using var x = TestTensors.From(Backend, new Shape(1, 1, 1, 3), 4, 1, 0);
        using var sum = TestTensors.Filled(Backend, new Shape(1), 0);
        Backend.SumChannels(x, sum);
        Expect.Same([5], TestTensors.ReadDoubles(Backend, sum), "over pixels");
        Backend.BroadcastSum(x.Reshape(new Shape(3)), 1, sum);
        Expect.Same([5], TestTensors.ReadDoubles(Backend, sum), "over channels");
        Assert.Equal(17, Backend.SumOfSquares(x));
    }

    [BackendFact]
    public void A_batch_of_none_is_no_work()
    {
        using var x = Backend.Allocate(new Shape(4, 0, 2, 2));
        using var squeezed = Backend.Allocate(new Shape(16, 0, 1, 1));
        using var rows = Backend.Allocate(new Shape(0));
        using var channels = TestTensors.Filled(Backend, new Shape(4), 3);
        var key = new RandomKey(1, RandomStream.Latents, 0);
        Backend.AffineForward(x, channels, channels, ChannelAffine.ActNorm, x);
        Backend.AffineForwardGradient(x, x, channels, ChannelAffine.ActNorm, x, true, channels, channels);
        Backend.SumChannels(x, channels);
        Backend.BroadcastSum(channels, 1, rows);
        Backend.BroadcastSumGradient(rows, 1, channels);
        Backend.CoupleForward<BoundedLogScale>(x.Channels(0, 2), x, x.Channels(0, 2), rows);
        Backend.CoupleForwardGradient<BoundedLogScale>(x.Channels(0, 2), x, x.Channels(0, 2), rows, null, false, x);
        Backend.Squeeze(x, squeezed, accumulate: false);
        Backend.Unsqueeze(squeezed, x, accumulate: true);
        Backend.MoveImages(x, 1, 0, x.Reshape(new Shape(4, 0, 1, 4)), accumulate: false);
        Backend.MoveImages(x, 0, 1, x.Reshape(new Shape(4, 0, 1, 4)), accumulate: true);
        Backend.ExchangePixels(x, x, accumulate: true);
        Backend.BroadcastPlanes(x.Reshape(new Shape(4, 0, 1, 1)), x);
        Backend.SumPlanes(x, x.Reshape(new Shape(4, 0, 1, 1)));
        Backend.LogDensity<StandardNormal>(x, rows);
        Backend.LogDensityGradient<StandardNormal>(x, rows, x, accumulate: true);
        Backend.FillNormal(x, key, [], 1);
        Backend.EncodePixels([], [], default, Dequantization.Uniform(key), x, rows);
        Assert.Equal(0, Backend.DecodePixels(x, new PixelCoding(PixelScale.Logit), []));
        Assert.Equal(0, Backend.SumOfSquares(x));
        Expect.Same([3, 3, 3, 3], TestTensors.ReadDoubles(Backend, channels), "channels");
    }

    [BackendTheory]
    [InlineData(1e30)]
    [InlineData(1)]
    [InlineData(1e-30)]
    public void Squares_neither_overflow_nor_vanish(double scale)
    {
        double[] numbers = [(float)(3 * scale), (float)(4 * scale), (float)(0.001 * scale)];
        using var x = TestTensors.From(Backend, new Shape(3), numbers);
        Expect.Close(1, Backend.SumOfSquares(x) / numbers.Sum(number => number * number), 1e-12, "ratio");
    }

    [BackendFact]
    public void The_affine_adds_before_it_multiplies()
    {
        using var x = TestTensors.From(Backend, new Shape(1, 1, 1, 1), 3);
        using var shift = TestTensors.From(Backend, new Shape(1), -1);
        using var logScale = TestTensors.From(Backend, new Shape(1), Math.Log(2));
        Backend.AffineForward(x, shift, logScale, new ChannelAffine(1, 1), x);
        Expect.Close([4], TestTensors.ReadDoubles(Backend, x), 1e-6, "(3 − 1)·2");
    }

    [BackendFact]
    public void A_permutation_matrix_swaps_rows_and_keeps_signs()
    {
        using var triangle = TestTensors.From(Backend, new Shape(1), 0);
        using var zeros = TestTensors.From(Backend, new Shape(2), 0, 0);
        using var w = Backend.Allocate(new Shape(2, 2, 1, 1));
        Backend.ComposePlu(triangle, triangle, zeros, new PluFrame([1, 0], [1, -1]), w);
        Expect.Same([0, -1, 1, 0], [.. TestTensors.ReadDoubles(Backend, w).Select(v => v + 0.0)], "w");
        Backend.InvertPlu(triangle, triangle, zeros, new PluFrame([1, 0], [1, -1]), w);
        Expect.Same([0, 1, -1, 0], [.. TestTensors.ReadDoubles(Backend, w).Select(v => v + 0.0)], "its inverse");
    }

    [BackendFact]
    public void A_saturated_log_scale_stays_bounded()
    {
        using var x = TestTensors.From(Backend, new Shape(1, 1, 1, 1), 1);
        using var h = TestTensors.From(Backend, new Shape(2, 1, 1, 1), 100, 0);
        using var y = Backend.Allocate(x.Shape);
        using var logDet = Backend.Allocate(new Shape(1));
        Backend.CoupleForward<BoundedLogScale>(x, h, y, logDet);
        Expect.Close([Math.Exp(2)], TestTensors.ReadDoubles(Backend, y), 1e-6, "y");
        Expect.Close([2], TestTensors.ReadDoubles(Backend, logDet), 1e-6, "log-det");
    }

    [BackendTheory]
    [InlineData(PixelScale.Logit)]
    [InlineData(PixelScale.Linear)]
    public void Every_grey_level_comes_back(PixelScale scale)
    {
        var pixels = Enumerable.Range(0, 256).Select(v => (byte)v).ToArray();
        var back = new byte[256];
        using var x = Backend.Allocate(new Shape(1, 1, 16, 16));
        using var logDet = Backend.Allocate(new Shape(1));
        Backend.EncodePixels(pixels, [7], new PixelCoding(scale), Dequantization.Midpoint, x, logDet);
        Assert.Equal(0, Backend.DecodePixels(x, new PixelCoding(scale), back));
        Assert.Equal(pixels, back);
    }

    [BackendTheory]
    [InlineData(0)]
    [InlineData(255)]
    public void Black_and_white_images_have_finite_log_odds(byte level)
    {
        var pixels = Enumerable.Repeat(level, 3 * 64 * 64).ToArray();
        using var x = Backend.Allocate(new Shape(3, 1, 64, 64));
        using var logDet = Backend.Allocate(new Shape(1));
        var noise = Dequantization.Uniform(new RandomKey(5, RandomStream.EvaluationNoise, 0));
        Backend.EncodePixels(pixels, [3], new PixelCoding(PixelScale.Logit), noise, x, logDet);
        Assert.All(TestTensors.ReadDoubles(Backend, x), value => Assert.True(double.IsFinite(value)));
        Assert.All(TestTensors.ReadDoubles(Backend, logDet), value => Assert.True(double.IsFinite(value)));
    }

    public void Dispose()
    {
        if (OwnsBackend)
        {
            _backend?.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Whether each test has a backend of its own.</summary>
    private protected virtual bool OwnsBackend => true;

    /// <summary>The backend under test.</summary>
    protected abstract IBackend Create();
}
