namespace FlowCore.Tools.Plotting;

/// <summary>
/// Points of a curve, as many as a picture can show: of more, neighbours become their mean, so that a run of any length takes the
/// same memory.
/// </summary>
internal sealed class Series
{
    private const int Most = 4096;

    private readonly List<double> _x = [];
    private readonly List<double> _y = [];
    private int _pending;
    private double _pendingX;
    private double _pendingY;

    /// <summary>Points that each of those is the mean of that are given back; 1 until there are too many.</summary>
    public int Each { get; private set; } = 1;

    /// <summary>Where the points are, the last ones included that are no whole mean yet.</summary>
    public double[] X => _pending == 0 ? [.. _x] : [.. _x, _pendingX / _pending];

    /// <summary>What is there.</summary>
    public double[] Y => _pending == 0 ? [.. _y] : [.. _y, _pendingY / _pending];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _x.Count == 0 && _pending == 0;

    /// <summary>At each point the mean of what is around it, which does not lag behind; at the ends of what there is.</summary>
    /// <param name="width">How far it reaches, both sides together, in points as they were added.</param>
    public double[] Means(int width)
    {
        var (values, half) = (Y, width / Each / 2);
        var sums = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
        {
            sums[i + 1] = sums[i] + values[i];
        }

        var means = new double[values.Length];
        for (var i = 0; i < means.Length; i++)
        {
            var (from, to) = (Math.Max(0, i - half), Math.Min(values.Length, i + half + 1));
            means[i] = (sums[to] - sums[from]) / (to - from);
        }

        return means;
    }

    /// <summary>Adds a point to the right of the others.</summary>
    public void Add(double x, double y)
    {
        _pendingX += x;
        _pendingY += y;
        if (++_pending < Each)
        {
            return;
        }

        _x.Add(_pendingX / Each);
        _y.Add(_pendingY / Each);
        (_pending, _pendingX, _pendingY) = (0, 0, 0);
        if (_x.Count == Most)
        {
            Each *= 2;
            Halve(_x);
            Halve(_y);
        }
    }

    private static void Halve(List<double> values)
    {
        for (var i = 0; i < Most / 2; i++)
        {
            values[i] = (values[2 * i] + values[(2 * i) + 1]) / 2;
        }

        values.RemoveRange(Most / 2, Most / 2);
    }
}
