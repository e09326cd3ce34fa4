using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The layer of MintNet (Song, Meng and Ermon, NeurIPS 2019) in one order of pixels and channels:
/// <c>z = t⊙(x + b₃) + W₃ h(W₂ h(W₁ x + b₁) + b₂)</c> with h = elu, t = exp(l) and three causal convolutions over C groups of
/// hidden channels (<see cref="IBackend.AssembleCausal"/>). The Jacobian is triangular; its diagonal at pixel p and channel c is
/// <c>d = t_c + D₃(h'₂ ⊙ D₂(h'₁ ⊙ D₁))</c> over the channels of group c, where D are the positive weights of a pixel's own group, so
/// that d ≥ t_c > 0. Log-det <c>Σ ln d</c>.
/// </summary>
/// <remarks>
/// The inverse is the fixed point of <c>x ← x + (z − f(x))/(α·d(x))</c>, found to a <see cref="Tolerance"/>: it is approximate, says so
/// (<see cref="IsExact"/>), and refuses rather than give what has not converged. It does not train.
/// </remarks>
public sealed partial class MintConv : Bijector
{
    // Small beside t = 1, so that the layer starts near the identity.
    private const double FirstOutput = 0.1;

    private readonly int _hidden, _kernel;
    private readonly bool _mirrored;
    private readonly CausalWeights _first, _second, _third;
    private readonly Parameter _bias1, _bias2, _bias3, _logPass;

    /// <summary>A layer near the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="hidden">Hidden channels a channel, m.</param>
    /// <param name="kernel">k, odd.</param>
    /// <param name="mirrored">False: pixels row by row and channels from the first; true: both from the last back.</param>
    /// <param name="random">Draws the first weights.</param>
    public MintConv(string name, ImageShape shape, int hidden, int kernel, bool mirrored, PhiloxSequence random)
        : base(name, shape, shape)
    {
        if (hidden < 1 || kernel < 1 || kernel % 2 == 0)
        {
            throw new FlowException(
                name, "1 hidden channel or more and an odd kernel", $"{hidden} and a kernel of {kernel}", "Use 2 and a kernel of 3.");
        }

        (_hidden, _kernel, _mirrored) = (hidden, kernel, mirrored);
        var channels = shape.Channels;
        var wide = InitialValues.Extent(name, (Int128)channels * hidden);
        _first = new CausalWeights(name + ".conv1", channels, hidden, 1, kernel, mirrored, random, scale: 1, diagonal: 1);
        _second = new CausalWeights(name + ".conv2", channels, hidden, hidden, kernel, mirrored, random, scale: 1, 1.0 / hidden);
        _third = new CausalWeights(
            name + ".conv3", channels, 1, hidden, kernel, mirrored, random, FirstOutput, FirstOutput / hidden);
        _bias1 = InitialValues.Zeros(name + ".conv1.bias", new Shape(wide));
        _bias2 = InitialValues.Zeros(name + ".conv2.bias", new Shape(wide));
        _bias3 = InitialValues.Zeros(name + ".bias", new Shape(channels));
        _logPass = InitialValues.Zeros(name + ".logPass", new Shape(channels));
    }

    /// <summary>The inverse ends an iteration.</summary>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        _first.Free, _first.LogDiagonal, _bias1, _second.Free, _second.LogDiagonal, _bias2, _third.Free, _third.LogDiagonal, _bias3,
        _logPass,
    ];

    /// <summary>The zeros of the three kernels.</summary>
    public override long FixedEntries => _first.Zeros + _second.Zeros + _third.Zeros;

    /// <summary>Those of the three convolutions and of the two products of the diagonal; of the inverse, of one of its iterations.</summary>
    public override long MultiplyAdds
    {
        get
        {
            var wide = (long)InputShape.Channels * _hidden;
            return (_first.Entries + _second.Entries + _third.Entries + (wide * (wide + InputShape.Channels))) * InputShape.Plane;
        }
    }

    /// <inheritdoc/>
    public override string Describe() =>
        FormattableString.Invariant($"MintConv {_kernel}×{_kernel}, {_hidden} hidden a channel{(_mirrored ? ", mirrored" : "")}");

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var (z, diagonal) = Evaluate(x);
        return (z, diagonal.LogDensity<NaturalLog>());
    }

    /// <summary>f(x) and the diagonal of its Jacobian, <c>[C, N, H, W]</c> each.</summary>
    private (Variable Value, Variable Diagonal) Evaluate(Variable x)
    {
        var tape = x.Tape;
        var logPass = tape.Use(_logPass);
        var first = x.Convolve<Elu>(_first.Kernel(tape), tape.Use(_bias1));
        var second = first.Convolve<Elu>(_second.Kernel(tape), tape.Use(_bias2));
        var value = second.Convolve<Identity>(_third.Kernel(tape), bias: null)
            .Plus(x.AffineForward(tape.Use(_bias3), logPass, ChannelAffine.Diagonal));

        // From x on, what a pixel's group has of itself: its chain rule, layer by layer.
        var slope = first.SlopeOfElu()
            .AffineForward(NoShift(tape, _bias1), tape.Use(_first.LogDiagonal), ChannelAffine.Diagonal)
            .Convolve<Identity>(_second.Diagonal(tape), bias: null)
            .Times(second.SlopeOfElu())
            .Convolve<Identity>(_third.Diagonal(tape), bias: null);
        var pass = tape.Filled(x.Shape, 1).AffineForward(NoShift(tape, _bias3), logPass, ChannelAffine.Diagonal);
        return (value, pass.Plus(slope));
    }

    /// <summary>Zeros in the place of a bias, where there is a scale alone.</summary>
    private static Variable NoShift(Tape tape, Parameter bias) =>
        tape.Derived(bias, bias.Shape, static (tape, shape) => tape.Filled(shape, 0));
}
