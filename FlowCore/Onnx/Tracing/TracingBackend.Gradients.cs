using System.Collections.Immutable;

namespace FlowCore.Onnx.Tracing;

/// <content>Gradients and steps of training, which a tape that does not record never calls.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw Refusal(nameof(AffineForwardGradient));

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw Refusal(nameof(AffineInverseGradient));

    /// <inheritdoc/>
    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx) => throw Refusal(nameof(BroadcastSumGradient));

    /// <inheritdoc/>
    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation => throw Refusal(nameof(ActivateGradient));

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate) => throw Refusal(nameof(ConvolveInputGradient));

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale) => throw Refusal(nameof(ConvolveWeightGradient));

    /// <inheritdoc/>
    public void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation => throw Refusal(nameof(CoupleForwardGradient));

    /// <inheritdoc/>
    public void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation => throw Refusal(nameof(CoupleInverseGradient));

    /// <inheritdoc/>
    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree) => throw Refusal(nameof(AssembleTapsGradient));

    /// <inheritdoc/>
    public void AssembleCausalGradient(Tensor w, Tensor dw, int groups, bool mirrored, Tensor? dfree, Tensor dlogDiagonal) =>
        throw Refusal(nameof(AssembleCausalGradient));

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) =>
        throw Refusal(nameof(MaskedConvolveInputGradient));

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        throw Refusal(nameof(MaskedConvolveWeightGradient));

    /// <inheritdoc/>
    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation => throw Refusal(nameof(CouplingNetGradient));

    /// <inheritdoc/>
    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal) =>
        throw Refusal(nameof(ComposePluGradient));

    /// <inheritdoc/>
    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity => throw Refusal(nameof(LogDensityGradient));

    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) => throw Refusal(nameof(Adam));

    /// <inheritdoc/>
    public void Adamax(Tensor p, Tensor g, Tensor m, Tensor u, AdamStep step) => throw Refusal(nameof(Adamax));

    /// <inheritdoc/>
    public void Lerp(Tensor x, double weight, Tensor y) => throw Refusal(nameof(Lerp));
}
