namespace FlowCore.Backends;

/// <content>Convolutions with an odd kernel, the image's size kept: of a coupling net, and the 1×1.</content>
public partial interface IBackend
{
    /// <summary>
    /// <c>y[o, n, p] = f(b[o] + Σ_{i,δ} w[o, i, δ]·x[i, n, p + δ − (k−1)/2])</c>, zero outside the image.
    /// </summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="w"><c>[O, I, kH, kW]</c>, odd extents.</param>
    /// <param name="bias"><c>[O]</c>, or null for none.</param>
    /// <param name="y"><c>[O, N, H, W]</c>, <c>=</c>.</param>
    void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation;

    /// <summary><c>dx = dy·f'</c> with the slope taken from <c>y = f(…)</c>; dx may be dy.</summary>
    void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation => throw Lacks();

    /// <summary><c>dx[i, n, p] (+)= Σ_{o,δ} w[o, i, δ]·dy[o, n, p − δ + (k−1)/2]</c>.</summary>
    void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate) => throw Lacks();

    /// <summary><c>dw[o, i, δ] += scale·Σ_{n,p} dy[o, n, p]·x[i, n, p + δ − (k−1)/2]</c>.</summary>
    void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale) => throw Lacks();

    /// <summary><c>sums[c] += Σ_{n,p} x[c, n, p]</c>: the gradient of a bias.</summary>
    void SumChannels(Tensor x, Tensor sums);
}
