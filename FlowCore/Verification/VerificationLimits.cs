namespace FlowCore.Verification;

/// <summary>The largest figures that pass.</summary>
public sealed record VerificationLimits
{
    /// <summary>
    /// Of a round trip of a layer, or of the model, relative to the largest number: 1e-4. Roundings of floats are 6e-8 each; from the
    /// middle of a level of 8 bits to the next level it is 4e-3 of the largest number of a linear scale, and 9e-4 of that of log-odds.
    /// </summary>
    public double RoundTrip { get; init; } = 1e-4;

    /// <summary>Of log-dets, nats a dimension: 1e-5, a tenth of the last digit that scores are printed to.</summary>
    public double LogDet { get; init; } = 1e-5;

    /// <summary>
    /// Of gains of inverses: 1000, at which a training warns (<see cref="Runs.RunPlan.GainLimit"/>). A float has 24 bits; a gain of
    /// 1000 takes 10 of them, and a pixel needs 8.
    /// </summary>
    public double Gain { get; init; } = 1000;

    /// <summary>Of condition numbers: 1000, for the same reason.</summary>
    public double Condition { get; init; } = 1000;

    /// <summary>
    /// Of a gradient against differences, relative: 0.05. Differences of floats are good to a few thousandths, and to a hundredth
    /// where corners of a relu lie inside the step; a wrong gradient is wrong by a part of itself.
    /// </summary>
    public double Gradient { get; init; } = 0.05;

    /// <summary>Of a claimed gain or condition against the dense one, relative: 0.05, as power iteration ends a little below.</summary>
    public double Claims { get; init; } = 0.05;

    /// <summary>Of a matrix against its parts in double, relative: 1e-5, some sixty roundings.</summary>
    public double Matrix { get; init; } = 1e-5;

    /// <summary>Of images' bytes that do not come back, in number: 0.</summary>
    public long DifferingBytes { get; init; }

    /// <summary>
    /// Of the total probability less 1: 0.05, beside four standard errors of the estimate, which are 0.02 to 0.03 each. A log-det that
    /// is wrong by two hundredths of a nat a dimension is beyond both together from 16 dimensions on.
    /// </summary>
    public double Normalization { get; init; } = 0.05;

    /// <summary>Of log-densities on two backends, nats a dimension: 1e-4, as for log-dets.</summary>
    public double ParityLogDensity { get; init; } = 1e-4;

    /// <summary>Of latents on two backends, relative to the largest: 1e-3. Roundings differ and every layer amplifies them.</summary>
    public double ParityLatents { get; init; } = 1e-3;

    /// <summary>Of samples on two backends, the part of bytes that differ: 0.01. A rounding moves a number over the edge of a level.</summary>
    public double ParitySamples { get; init; } = 0.01;
}
