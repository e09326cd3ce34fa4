using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>Another backend, of which every operation is timed. Memory, reads and writes are not.</summary>
internal sealed class TimedBackend(IBackend inner, OperationTimes times) : IBackend
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => inner.Allocate(shape);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<double> source, Tensor destination) => inner.Write(source, destination);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> source, Tensor destination) => inner.Write(source, destination);

    /// <inheritdoc/>
    public void Read(Tensor source, Span<double> destination) => inner.Read(source, destination);

    /// <inheritdoc/>
    public void Read(Tensor source, Span<float> destination) => inner.Read(source, destination);

    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => times.Time(() => inner.Fill(x, value));

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination) => times.Time(() => inner.Copy(source, destination));

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y) => times.Time(() => inner.Add(x, y));

    /// <inheritdoc/>
    public void Activate<TActivation>(Tensor x, Tensor y)
        where TActivation : struct, IActivation =>
        times.Time(() => inner.Activate<TActivation>(x, y));

    /// <inheritdoc/>
    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation =>
        times.Time(() => inner.ActivateGradient<TActivation>(y, dy, dx));

    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation =>
        times.Time(() => inner.Convolve<TActivation>(x, w, bias, y), Convolution(nameof(Convolve), w));

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate) =>
        times.Time(() => inner.ConvolveInputGradient(dy, w, dx, accumulate), Convolution(nameof(ConvolveInputGradient), w));

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale) =>
        times.Time(() => inner.ConvolveWeightGradient(x, dy, dw, scale), Convolution(nameof(ConvolveWeightGradient), dw));

    /// <inheritdoc/>
    public void SumChannels(Tensor x, Tensor sums) => times.Time(() => inner.SumChannels(x, sums));

    /// <inheritdoc/>
    public Shape HiddenShape(int width, Shape images) => inner.HiddenShape(width, images);

    /// <inheritdoc/>
    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation =>
        times.Time(() => inner.CouplingNet<TActivation>(x, weights, hidden, y));

    /// <inheritdoc/>
    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation =>
        times.Time(() => inner.CouplingNetGradient<TActivation>(x, weights, hidden, dy, dx, accumulate, gradients));

    /// <inheritdoc/>
    public void AssembleTaps(Tensor free, Tensor taps) => times.Time(() => inner.AssembleTaps(free, taps));

    /// <inheritdoc/>
    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree) =>
        times.Time(() => inner.AssembleTapsGradient(dtaps, dfree));

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y) =>
        times.Time(() => inner.MaskedConvolve(x, taps, orientations, y));

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) =>
        times.Time(() => inner.MaskedConvolveInputGradient(dy, taps, orientations, dx, accumulate));

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        times.Time(() => inner.MaskedConvolveWeightGradient(x, dy, orientations, dtaps, scale));

    /// <inheritdoc/>
    public void FoldTaps(Tensor taps, Tensor folded) => times.Time(() => inner.FoldTaps(taps, folded));

    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        times.Time(() => inner.MaskedSolve(y, folded, orientations, x));

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        times.Time(() => inner.MaskedSolveTransposed(g, folded, orientations, u));

    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y) =>
        times.Time(() => inner.AffineForward(x, shift, logScale, affine, y));

    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        times.Time(() => inner.AffineForwardGradient(y, dy, logScale, affine, dx, accumulate, dshift, dlogScale));

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x) =>
        times.Time(() => inner.AffineInverse(y, shift, logScale, affine, x));

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        times.Time(() => inner.AffineInverseGradient(y, dx, logScale, affine, dy, accumulate, dshift, dlogScale));

    /// <inheritdoc/>
    public void Moments(Tensor x, Tensor mean, Tensor variance) => times.Time(() => inner.Moments(x, mean, variance));

    /// <inheritdoc/>
    public void BroadcastSum(Tensor x, double factor, Tensor y) => times.Time(() => inner.BroadcastSum(x, factor, y));

    /// <inheritdoc/>
    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx) =>
        times.Time(() => inner.BroadcastSumGradient(dy, factor, dx));

    /// <inheritdoc/>
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w) =>
        times.Time(() => inner.ComposePlu(lower, upper, logDiagonal, frame, w));

    /// <inheritdoc/>
    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal) =>
        times.Time(() => inner.ComposePluGradient(lower, upper, logDiagonal, frame, dw, dlower, dupper, dlogDiagonal));

    /// <inheritdoc/>
    public void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse) =>
        times.Time(() => inner.InvertPlu(lower, upper, logDiagonal, frame, inverse));

    /// <inheritdoc/>
    public void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation =>
        times.Time(() => inner.CoupleForward<TLogScale>(x, h, y, logDet));

    /// <inheritdoc/>
    public void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        times.Time(() => inner.CoupleForwardGradient<TLogScale>(y, h, dy, dlogDet, dx, accumulate, dh));

    /// <inheritdoc/>
    public void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation =>
        times.Time(() => inner.CoupleInverse<TLogScale>(y, h, x, logDet));

    /// <inheritdoc/>
    public void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        times.Time(() => inner.CoupleInverseGradient<TLogScale>(x, h, dx, dlogDet, dy, accumulate, dh));

    /// <inheritdoc/>
    public void Squeeze(Tensor x, Tensor y, bool accumulate) => times.Time(() => inner.Squeeze(x, y, accumulate));

    /// <inheritdoc/>
    public void Unsqueeze(Tensor y, Tensor x, bool accumulate) => times.Time(() => inner.Unsqueeze(y, x, accumulate));

    /// <inheritdoc/>
    public void BroadcastPlanes(Tensor x, Tensor y) => times.Time(() => inner.BroadcastPlanes(x, y));

    /// <inheritdoc/>
    public void SumPlanes(Tensor x, Tensor sums) => times.Time(() => inner.SumPlanes(x, sums));

    /// <inheritdoc/>
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity =>
        times.Time(() => inner.LogDensity<TDensity>(z, y));

    /// <inheritdoc/>
    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity =>
        times.Time(() => inner.LogDensityGradient<TDensity>(z, dy, dz, accumulate));

    /// <inheritdoc/>
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet)
    {
        var start = times.Start();
        inner.EncodePixels(pixels, ids, coding, dequantization, x, logDet);
        times.Stop(nameof(EncodePixels), start);
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels)
    {
        var start = times.Start();
        var broken = inner.DecodePixels(x, coding, pixels);
        times.Stop(nameof(DecodePixels), start);
        return broken;
    }

    /// <inheritdoc/>
    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale)
    {
        var start = times.Start();
        inner.FillNormal(x, key, ids, scale);
        times.Stop(nameof(FillNormal), start);
    }

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x)
    {
        var start = times.Start();
        var sum = inner.SumOfSquares(x);
        times.Stop(nameof(SumOfSquares), start);
        return sum;
    }

    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) => times.Time(() => inner.Adam(p, g, m, v, step));

    /// <summary>Does nothing: the backend belongs to who made it.</summary>
    public void Dispose()
    {
    }

    private static string Convolution(string name, Tensor w) =>
        FormattableString.Invariant($"{name} {w.Shape[2]}×{w.Shape[3]} {w.Shape[1]}→{w.Shape[0]}");
}
