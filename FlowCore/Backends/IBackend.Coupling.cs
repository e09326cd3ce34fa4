namespace FlowCore.Backends;

/// <content>
/// The affine coupling, on the channels that it changes: x and y are <c>[K, N, H, W]</c>, <c>h = [h_s; t]</c> is
/// <c>[2K, N, H, W]</c>, and <c>s = f(h_s)</c>.
/// </content>
public partial interface IBackend
{
    /// <summary><c>y = x·exp(s) + t</c>, <c>logDet[n] = Σ s</c>; y may be x.</summary>
    void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation;

    /// <summary>
    /// <c>dx (+)= dy·exp(s)</c>, <c>dt = dy</c>, <c>dh_s = (dy·(y − t) + dlogDet[n])·f'</c>; dx may be dy or null.
    /// </summary>
    void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation => throw Lacks();

    /// <summary><c>x = (y − t)·exp(−s)</c>, <c>logDet[n] = −Σ s</c>; x may be y.</summary>
    void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation;

    /// <summary>
    /// <c>dy (+)= dx·exp(−s)</c>, <c>dt = −dx·exp(−s)</c>, <c>dh_s = (−dx·x − dlogDet[n])·f'</c>; dy may be dx or null.
    /// </summary>
    void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation => throw Lacks();
}
