using System.Collections.Immutable;
using FlowCore.Random;

namespace FlowCore.Backends;

/// <summary>
/// The only seam between a model and the machine: a narrow set of operations on tensors of one backend. Inside a model
/// tensors are channel-major, <c>[C, N, H, W]</c>. Each member says with <c>=</c> or <c>+=</c> what it does to its
/// destination; <c>(+)=</c> is <c>+=</c> when <c>accumulate</c> is set. Shapes are checked above this seam, when layers are
/// built and called. Scalars cross it as doubles, so that a backend may compute in double. Destinations do not overlap
/// sources unless the member says that they may.
/// </summary>
public interface IBackend : IDisposable
{
    /// <summary>The backend and its device, for people.</summary>
    string Name { get; }

    // ---- memory ----------------------------------------------------------------------------------------------------

    /// <summary>A tensor with undefined contents, from the backend's pool.</summary>
    Tensor Allocate(Shape shape);

    /// <summary><c>destination = source</c>, from the host, in the tensor's order.</summary>
    void Write(ReadOnlySpan<double> source, Tensor destination);

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, Tensor)"/>
    void Write(ReadOnlySpan<float> source, Tensor destination);

    /// <summary><c>destination = source</c>, to the host, in the tensor's order.</summary>
    void Read(Tensor source, Span<double> destination);

    /// <inheritdoc cref="Read(Tensor, Span{double})"/>
    void Read(Tensor source, Span<float> destination);

    /// <summary><c>x = value</c>.</summary>
    void Fill(Tensor x, double value);

    /// <summary><c>destination = source</c>.</summary>
    void Copy(Tensor source, Tensor destination);

    // ---- element-wise ----------------------------------------------------------------------------------------------

    /// <summary><c>y += x</c>.</summary>
    void Add(Tensor x, Tensor y);

    /// <summary><c>y = f(x)</c>; y may be x.</summary>
    void Activate<TActivation>(Tensor x, Tensor y)
        where TActivation : struct, IActivation;

    /// <summary><c>dx = dy·f'</c> with the slope taken from <c>y = f(x)</c>; dx may be dy.</summary>
    void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation;

    // ---- convolution -----------------------------------------------------------------------------------------------

    /// <summary>
    /// <c>y[o, n, p] = f(b[o] + Σ_{i,δ} w[o, i, δ]·x[i, n, p + δ − (k−1)/2])</c>, zero outside the image.
    /// </summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="w"><c>[O, I, kH, kW]</c>, odd extents.</param>
    /// <param name="bias"><c>[O]</c>, or null for none.</param>
    /// <param name="y"><c>[O, N, H, W]</c>, <c>=</c>.</param>
    void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation;

    /// <summary><c>dx[i, n, p] (+)= Σ_{o,δ} w[o, i, δ]·dy[o, n, p − δ + (k−1)/2]</c>.</summary>
    void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate);

    /// <summary><c>dw[o, i, δ] += scale·Σ_{n,p} dy[o, n, p]·x[i, n, p + δ − (k−1)/2]</c>.</summary>
    void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale);

    /// <summary><c>sums[c] += Σ_{n,p} x[c, n, p]</c>: the gradient of a bias.</summary>
    void SumChannels(Tensor x, Tensor sums);

    // ---- the net of a coupling --------------------------------------------------------------------------------------
    // h1 = f(w1 ∗ x + b1), h2 = f(w2·h1 + b2), y = w3 ∗ h2, each as in Convolve. One operation, because hidden activations
    // are most of a model's memory and traffic: a backend may compute them piece by piece and keep them as it likes.

    /// <summary>
    /// The shape of a tensor in which <see cref="CouplingNet"/> keeps what it keeps of h1 and h2. What that is and how it lies
    /// there is the affair of this backend on this machine.
    /// </summary>
    /// <param name="width">Hidden channels W.</param>
    /// <param name="images"><c>[C, N, H, W]</c> for any C.</param>
    Shape HiddenShape(int width, Shape images);

    /// <summary><c>y = w3 ∗ f(w2·f(w1 ∗ x + b1) + b2)</c>.</summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="weights">The net.</param>
    /// <param name="hidden">Takes what <see cref="CouplingNetGradient"/> would otherwise compute again, <c>=</c>; or null.</param>
    /// <param name="y"><c>[O, N, H, W]</c>, <c>=</c>.</param>
    void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation;

    /// <summary>
    /// The gradients of <see cref="CouplingNet"/>: <c>dx (+)=</c>, and each of <paramref name="gradients"/> <c>+=</c>. The same
    /// bits whether anything was kept or not.
    /// </summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="weights">The net.</param>
    /// <param name="hidden">What <see cref="CouplingNet"/> kept, or null.</param>
    /// <param name="dy"><c>[O, N, H, W]</c>.</param>
    /// <param name="dx"><c>[I, N, H, W]</c>, or null.</param>
    /// <param name="accumulate">Whether dx is added to.</param>
    /// <param name="gradients">One for each of the weights.</param>
    void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation;

    // ---- masked convolution ----------------------------------------------------------------------------------------
    // Taps are in lag form, [G, kH, kW, q, q]: A_δ[o, i] weighs the pixel δ steps back in the group's orientation, and
    // A_0 is unit lower triangular. G groups of q = C/G channels, one orientation each.

    /// <summary>
    /// <c>taps = </c> the kernels that the free weights stand for: A_0 with ones on its diagonal, zeros above it and the
    /// first <c>q(q−1)/2</c> weights of the group below it row by row, then all of the other taps in order.
    /// </summary>
    /// <param name="free"><c>[G, q(q−1)/2 + (kH·kW−1)·q²]</c>.</param>
    /// <param name="taps"><c>[G, kH, kW, q, q]</c>, <c>=</c>.</param>
    void AssembleTaps(Tensor free, Tensor taps);

    /// <summary><c>dfree += </c> the entries of <paramref name="dtaps"/> that are free.</summary>
    void AssembleTapsGradient(Tensor dtaps, Tensor dfree);

    /// <summary><c>y_p = Σ_δ A_δ x_{p−δ}</c> in each group.</summary>
    void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y);

    /// <summary><c>dx_p (+)= Σ_δ A_δᵀ dy_{p+δ}</c> in each group.</summary>
    void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate);

    /// <summary><c>dA_δ[o, i] += scale·Σ_{n,p} dy_p[o]·x_{p−δ}[i]</c> in each group, frozen entries included.</summary>
    void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale);

    /// <summary>
    /// <c>folded = </c> A_0⁻¹ at lag 0 and <c>B_δ = A_0⁻¹A_δ</c> elsewhere, computed in double: what
    /// <see cref="MaskedSolve"/> takes, so that its sequential depth is H+W−1 and not that times the channels.
    /// </summary>
    void FoldTaps(Tensor taps, Tensor folded);

    /// <summary>The inverse <c>x = K⁻¹y</c>: <c>x_p = A_0⁻¹y_p − Σ_{δ≠0} B_δ x_{p−δ}</c>.</summary>
    void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x);

    /// <summary>
    /// The transposed inverse <c>u = K⁻ᵀg</c>: from the far corner <c>v_p = g_p − Σ_{δ≠0} B_δᵀ v_{p+δ}</c>, then
    /// <c>u_p = A_0⁻ᵀ v_p</c>.
    /// </summary>
    void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u);

    // ---- channel affine --------------------------------------------------------------------------------------------

    /// <summary><c>y = (x + σ·b_c)·exp(f·l_c)</c>; y may be x.</summary>
    void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y);

    /// <summary>
    /// <c>dx (+)= dy·e</c>, <c>db_c += σ·e·Σ dy</c>, <c>dl_c += f·Σ dy·y</c>, with <c>e = exp(f·l_c)</c>; dx may be dy or null.
    /// </summary>
    void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale);

    /// <summary><c>x = y·exp(−f·l_c) − σ·b_c</c>; x may be y.</summary>
    void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x);

    /// <summary>
    /// <c>dy (+)= dx·e⁻¹</c>, <c>db_c −= σ·Σ dx</c>, <c>dl_c −= f·Σ dx·y·e⁻¹</c>; dy may be dx or null.
    /// </summary>
    void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale);

    /// <summary><c>mean[c] =</c> and <c>variance[c] =</c> (biased) of x over samples and pixels.</summary>
    void Moments(Tensor x, Tensor mean, Tensor variance);

    /// <summary><c>y[n] = factor·Σ_c x[c]</c> for every n: the log-det of a layer that is the same for all samples.</summary>
    void BroadcastSum(Tensor x, double factor, Tensor y);

    /// <summary><c>dx[c] += factor·Σ_n dy[n]</c>.</summary>
    void BroadcastSumGradient(Tensor dy, double factor, Tensor dx);

    // ---- invertible 1×1 --------------------------------------------------------------------------------------------

    /// <summary><c>w = P·L·(U + diag(sign·exp(logs)))</c>, <c>[C, C, 1, 1]</c>; triangles are stored row by row.</summary>
    void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w);

    /// <summary>The gradients of <see cref="ComposePlu"/>, each <c>+=</c>.</summary>
    void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal);

    /// <summary>
    /// <c>inverse = W⁻¹ = (U + diag(sign·exp(logs)))⁻¹·L⁻¹·Pᵀ</c> of the matrix of <see cref="ComposePlu"/>, by substitution in
    /// double or what comes close to it, and rounded once.
    /// </summary>
    void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse);

    // ---- affine coupling -------------------------------------------------------------------------------------------
    // Of the channels that are changed: x and y are [K, N, H, W], h = [h_s; t] is [2K, N, H, W], and s = f(h_s).

    /// <summary><c>y = x·exp(s) + t</c>, <c>logDet[n] = Σ s</c>; y may be x.</summary>
    void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation;

    /// <summary>
    /// <c>dx (+)= dy·exp(s)</c>, <c>dt = dy</c>, <c>dh_s = (dy·(y − t) + dlogDet[n])·f'</c>; dx may be dy or null.
    /// </summary>
    void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation;

    /// <summary><c>x = (y − t)·exp(−s)</c>, <c>logDet[n] = −Σ s</c>; x may be y.</summary>
    void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation;

    /// <summary>
    /// <c>dy (+)= dx·exp(−s)</c>, <c>dt = −dx·exp(−s)</c>, <c>dh_s = (−dx·x − dlogDet[n])·f'</c>; dy may be dx or null.
    /// </summary>
    void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation;

    // ---- layout ----------------------------------------------------------------------------------------------------

    /// <summary><c>y[4c + 2dy + dx, n, i, j] (+)= x[c, n, 2i + dy, 2j + dx]</c>: space to depth.</summary>
    void Squeeze(Tensor x, Tensor y, bool accumulate);

    /// <summary><c>x[c, n, 2i + dy, 2j + dx] (+)= y[4c + 2dy + dx, n, i, j]</c>: depth to space.</summary>
    void Unsqueeze(Tensor y, Tensor x, bool accumulate);

    /// <summary><c>y[c, n, p] = x[c, n]</c>: a number for each channel of each sample, at every pixel.</summary>
    /// <param name="x"><c>[C, N, 1, 1]</c>.</param>
    /// <param name="y"><c>[C, N, H, W]</c>, <c>=</c>.</param>
    void BroadcastPlanes(Tensor x, Tensor y);

    /// <summary><c>sums[c, n] += Σ_p x[c, n, p]</c>: the gradient of <see cref="BroadcastPlanes"/>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="sums"><c>[C, N, 1, 1]</c>.</param>
    void SumPlanes(Tensor x, Tensor sums);

    // ---- prior, pixels, draws --------------------------------------------------------------------------------------

    /// <summary><c>y[n] += Σ_{c,p} ln p(z[c, n, p])</c>.</summary>
    void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity;

    /// <summary><c>dz (+)= dy[n]·(ln p)'(z)</c>.</summary>
    void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity;

    /// <summary>
    /// Integers to real numbers: <c>x =</c> the coded <c>v + u</c>, <c>logDet[n] = Σ ln |dx/dv|</c>. Log-odds come from
    /// <c>ln(v + u)</c> and <c>ln((Q − v) − u)</c>, α folded in, so that they are exact and finite at both ends.
    /// </summary>
    /// <param name="pixels"><c>[N, C, H, W]</c> on the host.</param>
    /// <param name="ids">The id of each image, for the draws.</param>
    /// <param name="coding">The map.</param>
    /// <param name="dequantization">Where in its bin each pixel lies.</param>
    /// <param name="x"><c>[C, N, H, W]</c>, <c>=</c>.</param>
    /// <param name="logDet"><c>[N]</c>, <c>=</c>.</param>
    void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet);

    /// <summary>Real numbers to the integers of the bins they lie in, <c>[N, C, H, W]</c> on the host.</summary>
    /// <returns>How many values were not finite; those pixels are 0.</returns>
    long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels);

    /// <summary><c>x[c, n, p] = scale·ε</c> with ε standard normal, drawn by (key, ids[n], element index in [C, H, W]).</summary>
    void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale);

    // ---- optimizer -------------------------------------------------------------------------------------------------

    /// <summary><c>Σ x²</c>, added in double and in a fixed order.</summary>
    double SumOfSquares(Tensor x);

    /// <summary>One Adam or AdamW step: <c>m, v, p</c> are updated in place from the gradient g.</summary>
    void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step);
}
