using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What the convolution of Self Normalizing Flows promises beside the laws of every layer.</summary>
public sealed class SelfNormalizingConvTests
{
    private const int Samples = 3;

    public static TheoryData<int, int, int, int, int> Kernels { get; } = new()
    {
        { 3, 4, 3, 3, 3 },
        { 2, 3, 6, 3, 5 },
        { 2, 6, 2, 5, 3 },
        { 1, 7, 7, 3, 3 },
        { 2, 1, 5, 3, 3 },
        { 3, 1, 1, 3, 3 },
        { 4, 3, 3, 1, 1 },
        { 1, 3, 4, 9, 9 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Without_a_recording_the_log_det_is_that_of_the_whole_matrix(int channels, int height, int width, int kernelHeight, int kernelWidth)
    {
        using var placed = Place(new ImageShape(channels, height, width), kernelHeight, kernelWidth);
        var layer = (SelfNormalizingConv)placed.Layer;
        for (var i = 0; i < 2; i++)
        {
            var expected = LogAbsDet(Dense(placed, inverse: false));
            Expect.Close(expected, layer.LogAbsDet(placed.Backend), 1e-11, "log-det");
            Expect.Close(expected, placed.Forward(placed.Input(1, seed: 2), 1).LogDet[0], 1e-11, "forward");
            Expect.Close(-expected, placed.Inverse(placed.Input(1, seed: 2), 1).LogDet[0], 1e-11, "inverse");

            // Other weights, another log-det.
            placed.Parameters = Numbers.Sum(placed.Parameters, TestTensors.Draw(placed.Parameters.Length, seed: 8, 0.2));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void On_a_recording_it_is_that_of_an_image_that_goes_on_periodically(int channels, int height, int width, int kernelHeight, int kernelWidth)
    {
        using var placed = Place(new ImageShape(channels, height, width), kernelHeight, kernelWidth);
        var torus = Matrix<double>.Build.Dense(channels * height * width, channels * height * width);
        foreach (var (tap, output, input, down, right) in Taps(placed))
        {
            for (var pixel = 0; pixel < height * width; pixel++)
            {
                var (row, column) = (Wrapped((pixel / width) + down, height), Wrapped((pixel % width) + right, width));
                torus[(output * height * width) + pixel, (input * height * width) + (row * width) + column] += placed.Parameters[tap];
            }
        }

        using var tape = new Tape(placed.Backend);
        using var x = TestTensors.From(placed.Backend, placed.Shape(1, inverse: false), placed.Input(1, seed: 2));
        var logDet = placed.Layer.Forward(tape.Input(x)).LogDet;
        Expect.Close(LogAbsDet(torus), TestTensors.ReadDoubles(placed.Backend, logDet.Value)[0], 1e-11, "log-det");

        static int Wrapped(int at, int size) => ((at % size) + size) % size;
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_comes_back_to_the_kernels_is_the_papers_update(int channels, int height, int width, int kernelHeight, int kernelWidth)
    {
        const double Penalty = 0.7;
        using var placed = Place(new ImageShape(channels, height, width), kernelHeight, kernelWidth, Penalty);
        foreach (var inverse in (bool[])[false, true])
        {
            var (map, other) = (Dense(placed, inverse), Dense(placed, !inverse));
            var given = placed.Input(Samples, seed: 2, inverse);
            var (p, q) = (placed.Input(Samples, seed: 3), TestTensors.Draw(Samples, seed: 4));
            var gradients = placed.Gradients(given, Samples, inverse, p, q).Parameters;

            // Of dense matrices A and B ≈ A⁻¹: ½(dy xᵀ + q Bᵀ) and −½(dx yᵀ + q Aᵀ), and the derivatives of −λ q‖x − B A x‖².
            var (first, second) = (map * 0, map * 0);
            for (var n = 0; n < Samples; n++)
            {
                var x = Sample(placed, given, n) - (inverse ? Bias(placed) : 0 * Bias(placed));
                var (y, dy) = (map * x, Sample(placed, p, n));
                var error = x - (other * y);
                first += (0.5 * (dy.OuterProduct(x) + (q[n] * other.Transpose())))
                    + (2 * Penalty * q[n] * (other.Transpose() * error).OuterProduct(x));
                second += (-0.5 * ((map.Transpose() * dy).OuterProduct(y) + (q[n] * map.Transpose())))
                    + (2 * Penalty * q[n] * error.OuterProduct(y));
            }

            var (ofW, ofR) = inverse ? (second, first) : (first, second);
            var count = placed.Layer.Parameters[0].Shape.Count;
            var biases = placed.Layer.Parameters[1].Shape.Count;
            Expect.Close(OfTaps(placed, ofW), gradients.AsSpan(0, (int)count), 1e-10, $"W, {(inverse ? "inverse" : "forward")}");
            Expect.Close(OfTaps(placed, ofR.Transpose()), gradients.AsSpan((int)(count + biases)), 1e-10, $"R, {(inverse ? "inverse" : "forward")}");
        }
    }

    [Fact]
    public void With_the_exact_inverse_of_a_1x1_the_update_is_the_gradient_of_the_exact_log_density()
    {
        using var placed = Place(new ImageShape(4, 3, 2), 1, 1, penalty: 100);
        var backend = placed.Backend;
        var (w, v) = (placed.Layer.Parameters[0], placed.Layer.Parameters[2]);
        var matrix = Matrix<double>.Build.DenseOfRowMajor(4, 4, TestTensors.ReadDoubles(backend, w.Value));
        var adjoint = matrix.Inverse().Transpose();
        backend.Write(adjoint.ToRowMajorArray(), v.Value);
        var (x, p, q) = (placed.Input(Samples, seed: 2), placed.Input(Samples, seed: 3), TestTensors.Draw(Samples, seed: 4));

        // The share of the log-det alone: half of it, as that of the forward model is.
        var shares = placed.Gradients(x, Samples, inverse: false, new double[p.Length], q).Parameters;
        Expect.Close((6 * q.Sum() * adjoint).ToRowMajorArray(), [.. shares[..16].Select(share => 2 * share)], 1e-9, "log-det");

        // And with all of it, along W + tD, whose inverse R follows: that of the whole density.
        var (gradients, direction) = (placed.Gradients(x, Samples, inverse: false, p, q).Parameters, Matrix<double>.Build.DenseOfRowMajor(4, 4, TestTensors.Draw(16, seed: 5)));
        var along = Numbers.Dot(gradients[..16], direction.ToRowMajorArray())
            - Numbers.Dot(gradients[20..], (adjoint * direction.Transpose() * adjoint).ToRowMajorArray());
        Expect.Close((Density(1e-6) - Density(-1e-6)) / 2e-6, along, 1e-7, "density");

        double Density(double by)
        {
            backend.Write((matrix + (by * direction)).ToRowMajorArray(), w.Value);
            var (z, logDet) = placed.Forward(x, Samples);
            return Numbers.Dot(z, p) + Numbers.Dot(logDet, q);
        }
    }

    [Fact]
    public void A_shaken_inverse_learns_to_undo_the_layer()
    {
        using var placed = Place(new ImageShape(2, 4, 4), 3, 3, penalty: 10);
        const int Images = 16;
        var (x, before) = (placed.Input(Images, seed: 2), double.NaN);
        for (var step = 0; step <= 300; step++)
        {
            var z = placed.Forward(x, Images).Value;
            var error = Numbers.Sum(placed.Inverse(z, Images).Value, x, -1);
            var squared = Numbers.Dot(error, error) / Numbers.Dot(x, x);
            before = step == 0 ? squared : before;
            if (step == 300)
            {
                Assert.InRange(before, 0.1, 100);
                Assert.InRange(squared, 0, 0.1 * before);
                return;
            }

            // Of the mean of ln N(z; 0, 1) + log-det over the images, upwards.
            var gradients = placed.Gradients(
                x, Images, inverse: false, [.. z.Select(value => -value / Images)], [.. Enumerable.Repeat(1.0 / Images, Images)]).Parameters;
            placed.Parameters = Numbers.Sum(placed.Parameters, gradients, 5e-4);
        }
    }

    [Fact]
    public void It_starts_near_the_identity_and_its_inverse_nearer_to_it()
    {
        using var backend = new CpuBackend(threads: 1);
        var layer = new SelfNormalizingConv("u", new ImageShape(12, 8, 8), 3, 3, Random());
        using var placed = InverseGainTests.Place(backend, layer, deviation: null);
        var x = placed.Input(2, seed: 4);
        var (z, logDet) = placed.Forward(x, 2);
        var (change, rest) = (Numbers.Sum(z, x, -1), Numbers.Sum(placed.Inverse(z, 2).Value, x, -1));
        Assert.InRange(Numbers.Dot(change, change) / Numbers.Dot(x, x), 2e-5, 5e-4);
        Assert.InRange(Numbers.Dot(rest, rest) / Numbers.Dot(x, x), 0, 1e-7);
        Assert.InRange(Math.Abs(logDet[0]), 0, 5);
        Assert.Equal(["u.weight", "u.bias", "u.inverse"], layer.Parameters.Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData(8, 8, 2, 1, "u: expected a kernel with odd sides, got 2×2. Use a kernel of 3×3.")]
    [InlineData(8, 8, 3, -1, "u: expected a penalty of 0 or more, got -1.")]
    [InlineData(
        512,
        512,
        3,
        1,
        "u: expected images whose exact log-det takes a matrix of at most 134217728 numbers, got 4×512×512 with a kernel of 3×3, 6465519616. "
            + "Use smaller images or a smaller kernel.")]
    public void What_it_cannot_be_is_refused_in_a_line(int height, int width, int kernel, double penalty, string message) => Assert.Equal(
        message,
        Assert.Throws<FlowException>(() => new SelfNormalizingConv("u", new ImageShape(4, height, width), kernel, kernel, Random(), penalty)).Message);

    private static PlacedLayer Place(ImageShape shape, int kernelHeight, int kernelWidth, double penalty = 1) =>
        new(new ReferenceBackend(), new SelfNormalizingConv("snf", shape, kernelHeight, kernelWidth, Random(), penalty), seed: 1);

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));

    private static double LogAbsDet(Matrix<double> matrix) => matrix.LU().U.Diagonal().Sum(entry => Math.Log(Math.Abs(entry)));

    /// <summary>The matrix of a direction, from its responses to impulses, without what the bias adds.</summary>
    private static Matrix<double> Dense(PlacedLayer placed, bool inverse)
    {
        var size = placed.Layer.InputShape.Dimensions;
        var offset = placed.Run(new double[size], 1, inverse).Value;
        return Matrix<double>.Build.DenseOfColumnArrays(Enumerable.Range(0, size).Select(i =>
        {
            var impulse = new double[size];
            impulse[i] = 1;
            return Numbers.Sum(placed.Run(impulse, 1, inverse).Value, offset, -1);
        }));
    }

    private static Vector<double> Sample(PlacedLayer placed, double[] values, int n) =>
        Vector<double>.Build.Dense(Outcome.Slice(values, placed.Shape(Samples, inverse: false), n));

    private static Vector<double> Bias(PlacedLayer placed)
    {
        var plane = placed.Layer.InputShape.Plane;
        var bias = TestTensors.ReadDoubles(placed.Backend, placed.Layer.Parameters[1].Value);
        return Vector<double>.Build.Dense(bias.Length * plane, i => bias[i / plane]);
    }

    /// <summary>Where each tap lies among the weights, and what it connects.</summary>
    private static IEnumerable<(int Tap, int Output, int Input, int Down, int Right)> Taps(PlacedLayer placed)
    {
        var shape = placed.Layer.Parameters[0].Shape;
        for (var tap = 0; tap < shape.Count; tap++)
        {
            var (row, column) = (tap / shape.Width % shape.Height, tap % shape.Width);
            var pair = tap / (shape.Height * shape.Width);
            yield return (tap, pair / shape[1], pair % shape[1], row - (shape.Height / 2), column - (shape.Width / 2));
        }
    }

    /// <summary>The gradient of a convolution's taps from that of its matrix: the sum over all entries that a tap is.</summary>
    private static double[] OfTaps(PlacedLayer placed, Matrix<double> dense)
    {
        var (height, width) = (placed.Layer.InputShape.Height, placed.Layer.InputShape.Width);
        return
        [
            .. Taps(placed).Select(tap => (
                from row in Enumerable.Range(0, height)
                from column in Enumerable.Range(0, width)
                where row + tap.Down >= 0 && row + tap.Down < height && column + tap.Right >= 0 && column + tap.Right < width
                select dense[
                    (((tap.Output * height) + row) * width) + column,
                    (((tap.Input * height) + row + tap.Down) * width) + column + tap.Right]).Sum()),
        ];
    }
}
