namespace FlowCore.Evaluation;

/// <summary>
/// How images are scored. Draw k of an image's dequantisation noise depends on <see cref="Seed"/>, k and the image's id alone, so that
/// no result depends on <see cref="BatchSize"/>, and more draws begin with those of fewer.
/// </summary>
public sealed record EvaluationOptions
{
    /// <summary>Seeds the dequantisation.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Draws k of the noise that an image's log-density is averaged over, <c>1/k Σ ln p(v + u_i)</c>: in expectation a lower bound of
    /// the discrete image's <c>ln P(v)</c>, whatever k, and what RealNVP and Glow report.
    /// </summary>
    public int Draws { get; init; } = 1;

    /// <summary>
    /// Draws K of the importance-weighted bound, <c>ln 1/K Σ p(v + u_i)</c>, which tends to <c>ln P(v)</c> as K grows (Burda et al. 2016;
    /// Ho et al. 2019, section 3.2); 0 for none. The draws of the average are among them, or they among those.
    /// </summary>
    public int BoundDraws { get; init; }

    /// <summary>Whether every image is encoded and decoded too, and the bytes counted that differ.</summary>
    public bool RoundTrip { get; init; }

    /// <summary>Images that are computed at a time: what decides the memory it takes.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Takes a line for each image that cannot be read, which is then left out; null to end there.</summary>
    public Action<string>? Unreadable { get; init; }

    /// <summary>Takes each image's score, in the order of the set, after its batch.</summary>
    public Action<ImageScore>? Scored { get; init; }

    /// <summary>Is told after each batch how many images of the set are behind it.</summary>
    public Action<int>? Progress { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="FlowOptionException">One is.</exception>
    public void Validate()
    {
        Require(nameof(Draws), least: 1, Draws);
        Require(nameof(BoundDraws), least: 0, BoundDraws);
        Require(nameof(BatchSize), least: 1, BatchSize);
    }

    private static void Require(string name, int least, int value)
    {
        if (value < least)
        {
            throw new FlowOptionException(
                $"{nameof(EvaluationOptions)}.{name}", FormattableString.Invariant($"{least} or more"), FormattableString.Invariant($"{value}"), "");
        }
    }
}
