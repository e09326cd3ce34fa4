using System.Globalization;
using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>
/// A channel-wise affine map that starts from data: <c>z = (x − μ_c)·exp(−s_c)</c>, log-det <c>−H·W·Σ s_c</c>, inverse
/// <c>x = z·exp(s_c) + μ_c</c> (Glow, section 3.1).
/// </summary>
public sealed class ActNorm : Bijector
{
    /// <summary>
    /// The least standard deviation that a start takes from data. Dequantised 8-bit pixels never have less (a linear bin's
    /// own is 1/(256·√12) = 0.0011); a smaller floor would book a constant channel as bits that no model earned.
    /// </summary>
    public const double LeastDeviation = 1e-3;

    private readonly Parameter _mean;
    private readonly Parameter _logScale;
    private bool _isInitialized;

    /// <summary>An actnorm that is the identity until <see cref="Initialize"/> or a checkpoint sets it.</summary>
    public ActNorm(string name, ImageShape shape)
        : base(name, shape, shape)
    {
        _mean = InitialValues.Zeros(name + ".mean", new Shape(shape.Channels));
        _logScale = InitialValues.Zeros(name + ".logScale", new Shape(shape.Channels));
    }

    /// <inheritdoc/>
    public override bool IsInitialized => _isInitialized;

    /// <summary>μ, <c>[C]</c>.</summary>
    public Parameter Mean => _mean;

    /// <summary>s, <c>[C]</c>.</summary>
    public Parameter LogScale => _logScale;

    /// <inheritdoc/>
    internal override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_mean, _logScale];

    /// <inheritdoc/>
    public override void MarkInitialized() => _isInitialized = true;

    /// <summary>
    /// μ = the channel's mean and s = ln of its (biased) standard deviation over all samples and pixels, so that z starts
    /// with mean 0 and variance 1.
    /// </summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="warn">Takes a line about each channel that has no spread.</param>
    /// <param name="condition">Not used.</param>
    /// <exception cref="FlowException">A channel has a single value, whose deviation says nothing.</exception>
    public override Variable Initialize(Variable x, Action<string> warn, Variable? condition = null)
    {
        if (x.Shape.Columns < 2)
        {
            throw new FlowException(
                Name, "2 values a channel or more to start from", $"{x.Shape.Columns}", "Start it from more or larger images.");
        }

        var backend = x.Tape.Backend;
        var channels = InputShape.Channels;
        using var mean = backend.Allocate(new Shape(channels));
        using var variance = backend.Allocate(new Shape(channels));
        backend.Moments(x.Value, mean, variance);
        backend.Copy(mean, _mean.Value);
        var values = new double[channels];
        backend.Read(variance, values);
        for (var c = 0; c < channels; c++)
        {
            var deviation = Math.Sqrt(values[c]);
            if (deviation < LeastDeviation)
            {
                warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: channel {c} has a standard deviation of {deviation:g3}; {LeastDeviation:g3} is used."));
            }

            values[c] = Math.Log(Math.Max(deviation, LeastDeviation));
        }

        backend.Write(values, _logScale.Value);
        _isInitialized = true;
        return base.Initialize(x, warn, condition);
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var logScale = x.Tape.Use(_logScale);
        var z = x.AffineForward(x.Tape.Use(_mean), logScale, ChannelAffine.ActNorm);
        return (z, logScale.BroadcastSum(-InputShape.Plane, x.Shape.Batch));
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var logScale = z.Tape.Use(_logScale);
        var x = z.AffineInverse(z.Tape.Use(_mean), logScale, ChannelAffine.ActNorm);
        return (x, logScale.BroadcastSum(InputShape.Plane, z.Shape.Batch));
    }
}
