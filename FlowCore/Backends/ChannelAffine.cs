namespace FlowCore.Backends;

/// <summary>
/// The constants of a channel affine, <c>y = (x + σ·b_c)·exp(f·l_c)</c>: actnorm is σ = −1, f = −1 over (μ, s);
/// the scaled output of a coupling net is σ = 1, f = 3 over (bias, logs).
/// </summary>
/// <param name="ShiftSign">σ, the sign of the shift.</param>
/// <param name="ScaleFactor">f, the factor of the log-scale.</param>
public readonly record struct ChannelAffine(double ShiftSign, double ScaleFactor)
{
    /// <summary><c>y = (x − μ_c)·exp(−s_c)</c>.</summary>
    public static ChannelAffine ActNorm => new(-1, -1);

    /// <summary><c>y = (x + b_c)·exp(3·l_c)</c> (Glow's zero-initialised convolution).</summary>
    public static ChannelAffine ScaledOutput => new(1, 3);

    /// <summary><c>y = (x + b_c)·exp(l_c)</c>, a diagonal with a bias.</summary>
    public static ChannelAffine Diagonal => new(1, 1);

    /// <summary><c>y = x + b_c</c>; l is not used, but must be finite.</summary>
    public static ChannelAffine Shift => new(1, 0);
}
