namespace FlowCore.Models;

/// <summary>
/// The weights of a path between two vectors a and b: a frame is <c>w_a·a + w_b·b</c>. At its ends they are exactly 1 and 0, and
/// the path from b to a has the same ones the other way round, to the bit.
/// </summary>
internal sealed class LatentPathWeights
{
    // Vectors that are opposite to this much have no great circle between them that roundings would not choose.
    private const double Opposite = 1e-6;

    private readonly LatentPath _path;
    private readonly double _lengthA, _lengthB;
    private readonly double _angle;

    /// <summary>The path between two vectors, each given in parts.</summary>
    /// <param name="path">Which way.</param>
    /// <param name="a">The first, in parts.</param>
    /// <param name="b">The last, in parts of the same lengths.</param>
    public LatentPathWeights(LatentPath path, IReadOnlyList<ReadOnlyMemory<float>> a, IReadOnlyList<ReadOnlyMemory<float>> b)
    {
        (_lengthA, _lengthB) = (Length(a, a, 1, 0), Length(b, b, 1, 0));
        var hasDirections = _lengthA > 0 && _lengthB > 0;

        // 2·atan2(‖â − b̂‖, ‖â + b̂‖) is exact to roundings for all angles; the arc cosine loses half of its digits at both ends.
        var (difference, sum) = hasDirections
            ? (Length(a, b, 1 / _lengthA, -1 / _lengthB), Length(a, b, 1 / _lengthA, 1 / _lengthB))
            : (0, 0);
        _angle = 2 * Math.Atan2(difference, sum);

        // Of one direction, of opposite ones and of a vector of zeros no great circle is meant: there the path is straight.
        _path = hasDirections && difference > 0 && sum > Opposite ? path : LatentPath.Linear;
    }

    /// <summary>The weights of frame k of n.</summary>
    /// <param name="frame">k, 0 to n − 1.</param>
    /// <param name="frames">n, 2 or more.</param>
    public (double A, double B) At(int frame, int frames)
    {
        // Both from whole numbers: 1 − t would not be the other's t to the bit.
        var (u, t) = (Share(frames - 1 - frame), Share(frame));
        if (_path == LatentPath.Linear)
        {
            return (u, t);
        }

        var length = (u * _lengthA) + (t * _lengthB);
        return (Weight(u, _lengthA), Weight(t, _lengthB));

        double Share(int steps) => (double)steps / (frames - 1);

        double Weight(double share, double own) => Math.Sin(share * _angle) / Math.Sin(_angle) * (length / own);
    }

    /// <summary><c>‖s·a + t·b‖</c>.</summary>
    private static double Length(
        IReadOnlyList<ReadOnlyMemory<float>> a, IReadOnlyList<ReadOnlyMemory<float>> b, double s, double t)
    {
        var sum = 0.0;
        for (var part = 0; part < a.Count; part++)
        {
            var x = a[part].Span;
            var y = b[part].Span;
            for (var i = 0; i < x.Length; i++)
            {
                var value = (s * x[i]) + (t * y[i]);
                sum += value * value;
            }
        }

        return Math.Sqrt(sum);
    }
}
