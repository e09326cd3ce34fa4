namespace FlowCore.Evaluation;

/// <summary>Means over images, and their standard errors: those of independent images, <c>s/√N</c>.</summary>
internal sealed class ScoreSums
{
    private readonly List<double> _bits = [];
    private readonly List<double> _bounds = [];
    private double _logDensity;
    private double _logPrior;
    private double _logDet;
    private long _differing;

    /// <summary>Images so far.</summary>
    public int Count => _bits.Count;

    /// <summary>Takes the next image.</summary>
    public void Add(ImageScore score)
    {
        _bits.Add(score.BitsPerDimension);
        if (score.BoundBitsPerDimension is { } bound)
        {
            _bounds.Add(bound);
        }

        _logDensity += score.LogDensity;
        _logPrior += score.LogPrior;
        _logDet += score.LogDet;
        _differing += score.DifferingBytes ?? 0;
    }

    /// <summary>The result over at least one image.</summary>
    public EvaluationResult Result(string pixelsHash, long nonFinite, string? nonFinitePlace)
    {
        var (mean, error) = Mean(_bits);
        var (bound, boundError) = _bounds.Count == 0 ? ((double?)null, (double?)null) : Mean(_bounds);
        return new EvaluationResult(Count, mean, error, _differing, nonFinite, nonFinitePlace)
        {
            LogDensity = _logDensity / Count,
            LogPrior = _logPrior / Count,
            LogDet = _logDet / Count,
            Bound = bound,
            BoundStandardError = boundError,
            PixelsHash = pixelsHash,
        };
    }

    private static (double Mean, double StandardError) Mean(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return (mean, Math.Sqrt(variance / values.Count));
    }
}
