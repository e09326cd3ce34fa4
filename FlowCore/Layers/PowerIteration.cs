using System.Collections.Immutable;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>Norms of what is only known by what it does to vectors.</summary>
internal static class PowerIteration
{
    private const int MostRounds = 100;
    private const double LeastGrowth = 1e-3;

    /// <summary>
    /// <c>‖K⁻¹‖₂</c> of masked convolutions, the largest of the groups': <c>u = K⁻¹x/‖K⁻¹x‖</c>, <c>x = K⁻ᵀu/‖K⁻ᵀu‖</c> in turn,
    /// each group normalised by itself, from a fixed random start.
    /// </summary>
    /// <remarks>
    /// The norms before normalising never fall and never pass ‖K⁻¹‖₂. It ends when a round adds less than a thousandth to
    /// each, or after 100 rounds. After t rounds on n numbers what is missing is, whatever the spectrum, expected to be a part
    /// of at most <c>0.44·ln(n)/t</c> (Kuczyński and Woźniakowski, SIAM J. Matrix Anal. Appl. 13(4), 1992): a few hundredths.
    /// </remarks>
    /// <param name="backend">Where.</param>
    /// <param name="folded">The folded taps <c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="orientations">One a group.</param>
    /// <param name="shape">The image.</param>
    /// <returns>The norm; not finite where the solve is not.</returns>
    public static double InverseGain(
        IBackend backend, Tensor folded, ImmutableArray<Orientation> orientations, ImageShape shape)
    {
        using var x = backend.Allocate(shape.Batched(1));
        using var u = backend.Allocate(x.Shape);
        var random = new PhiloxSequence(new RandomKey(Seed: 0, RandomStream.Weights, Step: uint.MaxValue));
        var numbers = new float[shape.Dimensions];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)random.NextNormal();
        }

        var (gains, grown) = (new double[orientations.Length], new double[orientations.Length]);
        Normalize(numbers, grown);
        backend.Write(numbers, x);
        for (var round = 0; round < MostRounds; round++)
        {
            backend.MaskedSolve(x, folded, orientations, u);
            Pass(u);
            backend.MaskedSolveTransposed(u, folded, orientations, x);
            Pass(x);
            if (!grown.Zip(gains).Any(pair => pair.First > pair.Second * (1 + LeastGrowth)) || !double.IsFinite(grown.Sum()))
            {
                break;
            }

            grown.CopyTo(gains, 0);
        }

        // The maximum of numbers among which there is a NaN is NaN.
        return grown.Aggregate(Math.Max);

        void Pass(Tensor vector)
        {
            backend.Read(vector, numbers);
            Normalize(numbers, grown);
            backend.Write(numbers, vector);
        }
    }

    /// <summary><c>norms[g] = ‖x_g‖, x_g /= norms[g]</c>.</summary>
    private static void Normalize(Span<float> numbers, double[] norms)
    {
        var size = numbers.Length / norms.Length;
        for (var group = 0; group < norms.Length; group++)
        {
            var part = numbers.Slice(group * size, size);
            var sum = 0.0;
            foreach (var number in part)
            {
                sum += (double)number * number;
            }

            norms[group] = Math.Sqrt(sum);
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = (float)(part[i] / norms[group]);
            }
        }
    }
}
