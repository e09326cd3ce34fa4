namespace FlowCore.Backends;

/// <content>One scale and shift a channel, and what is the same for all samples.</content>
public partial interface IBackend
{
    /// <summary><c>y = (x + σ·b_c)·exp(f·l_c)</c>; y may be x.</summary>
    void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y);

    /// <summary>
    /// <c>dx (+)= dy·e</c>, <c>db_c += σ·e·Σ dy</c>, <c>dl_c += f·Σ dy·y</c>, with <c>e = exp(f·l_c)</c>; dx may be dy or null.
    /// </summary>
    void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw Lacks();

    /// <summary><c>x = y·exp(−f·l_c) − σ·b_c</c>; x may be y.</summary>
    void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x);

    /// <summary>
    /// <c>dy (+)= dx·e⁻¹</c>, <c>db_c −= σ·Σ dx</c>, <c>dl_c −= f·Σ dx·y·e⁻¹</c>; dy may be dx or null.
    /// </summary>
    void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw Lacks();

    /// <summary><c>mean[c] =</c> and <c>variance[c] =</c> (biased) of x over samples and pixels.</summary>
    void Moments(Tensor x, Tensor mean, Tensor variance);

    /// <summary><c>y[n] = factor·Σ_c x[c]</c> for every n: the log-det of a layer that is the same for all samples.</summary>
    void BroadcastSum(Tensor x, double factor, Tensor y);

    /// <summary><c>dx[c] += factor·Σ_n dy[n]</c>.</summary>
    void BroadcastSumGradient(Tensor dy, double factor, Tensor dx) => throw Lacks();
}
