using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The convolution of Self Normalizing Flows (Keller, Peters, Jaini, Hoogeboom, Forré and Welling, ICML 2021): <c>z = W ∗ x + b</c>
/// with W any odd k×k kernel over all channels, zeros around the image, and a second one R that learns to undo it:
/// <c>x ≈ R ∗ (z − b)</c> is the inverse. Log-det <c>ln |det W|</c>; the gradients of W and R are the method's update, in which R's
/// taps stand for W⁻ᵀ, and a penalty <c>λ‖x − R W x‖²</c> (<see cref="SelfNormalizingOperation"/>). Nothing is inverted in training.
/// </summary>
/// <remarks>
/// <para>
/// A tape that does not record has the exact log-det (<see cref="LogAbsDet"/>), so that densities of images are those of the model. On a
/// tape that records it is that of an image that goes on periodically (<see cref="PeriodicLogAbsDet"/>): an estimate, which training
/// reports in its bits per dimension and no gradient is taken of. The published code reports 0 there.
/// </para>
/// <para>
/// Both directions give the log-det of W, the inverse its negative: the density of a sample is that of the model at its latent, and not that
/// of the map R. Trained through <see cref="Bijector.Inverse"/>, W and R change places in the update. The input's gradient is exact in both.
/// </para>
/// <para>
/// It starts as the identity and normal draws of the published deviation, <c>0.01/√(C·kH·kW)</c>, R with the same draws subtracted, W's
/// inverse to first order. (Published, R starts as Wᵀ, which for draws is no inverse.) R is kept as its transpose, in the layout of a
/// transposed convolution.
/// </para>
/// </remarks>
public sealed class SelfNormalizingConv : Bijector
{
    /// <summary>λ of the paper's MNIST models of Glow's kind; it takes 1000 for CIFAR-10's, and 1 for plain ones of 3×3 convolutions.</summary>
    public const double DefaultPenalty = 100;

    private const double FirstChange = 0.01;

    // A gibibyte, and minutes of work.
    private const long MostNumbers = 1 << 27;

    private readonly ConvolutionLogDet _logDet;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter _inverse;
    private readonly double[] _read;
    private readonly double _penalty;
    private (double[] Weights, double LogAbsDet)? _known;

    /// <summary>A layer near the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images.</param>
    /// <param name="kernelHeight">kH, odd.</param>
    /// <param name="kernelWidth">kW, odd.</param>
    /// <param name="random">Draws the first weights.</param>
    /// <param name="penalty">λ, 0 or more, for squared errors of an image beside a loss in nats an image.</param>
    /// <exception cref="FlowException">A side of the kernel is even, λ is negative, or the image too large for its exact log-det.</exception>
    public SelfNormalizingConv(
        string name, ImageShape shape, int kernelHeight, int kernelWidth, PhiloxSequence random, double penalty = DefaultPenalty)
        : base(name, shape, shape)
    {
        if (kernelHeight < 1 || kernelWidth < 1 || int.IsEvenInteger(kernelHeight) || int.IsEvenInteger(kernelWidth))
        {
            throw new FlowException(name, "a kernel with odd sides", $"{kernelHeight}×{kernelWidth}", "Use a kernel of 3×3.");
        }

        if (!(penalty >= 0 && double.IsFinite(penalty)))
        {
            throw new FlowException(name, "a penalty of 0 or more", FormattableString.Invariant($"{penalty}"), "");
        }

        var count = InitialValues.Extent(name, (Int128)shape.Channels * shape.Channels * kernelHeight * kernelWidth);
        (KernelHeight, KernelWidth, _penalty) = (kernelHeight, kernelWidth, penalty);
        _logDet = new ConvolutionLogDet(shape, kernelHeight, kernelWidth);
        if (_logDet.Numbers > MostNumbers)
        {
            throw new FlowException(
                name,
                $"images whose exact log-det takes a matrix of at most {MostNumbers} numbers",
                $"{shape} with a kernel of {kernelHeight}×{kernelWidth}, {_logDet.Numbers}",
                "Use smaller images or a smaller kernel.");
        }

        _read = new double[count];
        var taps = new Shape(shape.Channels, shape.Channels, kernelHeight, kernelWidth);
        var draws = new Lazy<double[]>(() => InitialValues.Normal(
            count, FirstChange / Math.Sqrt((double)shape.Channels * kernelHeight * kernelWidth), random));
        _weight = new Parameter(name + ".weight", taps, () => FromIdentity(draws.Value));
        _bias = InitialValues.Zeros(name + ".bias", new Shape(shape.Channels));
        _inverse = new Parameter(
            name + ".inverse", taps, () => FromIdentity(Array.ConvertAll(Transposed(draws.Value), draw => -draw)));
    }

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>R only comes near W⁻¹.</summary>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weight, _bias, _inverse];

    /// <summary>C²·kH·kW multiply-adds a pixel.</summary>
    public override long MultiplyAdds => _weight.Shape.Count * InputShape.Plane;

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"SelfNormalizingConv {KernelHeight}×{KernelWidth}, λ = {_penalty}");

    /// <summary>
    /// <c>ln |det W|</c> with zeros around the image, by the LU factors of the whole matrix in double. What was computed last is kept for
    /// as long as the weights are the same.
    /// </summary>
    /// <param name="backend">Where its weights are.</param>
    public double LogAbsDet(IBackend backend)
    {
        backend.Read(_weight.Value, _read);
        if (_known is not var (weights, known) || !_read.AsSpan().SequenceEqual(weights))
        {
            known = _logDet.Padded(_read);
            _known = ([.. _read], known);
        }

        return known;
    }

    /// <summary>
    /// <c>ln |det W|</c> on an image that goes on periodically, by a Fourier transform: near <see cref="LogAbsDet"/> where kernels
    /// are small beside the image or near the identity.
    /// </summary>
    /// <param name="backend">Where its weights are.</param>
    public double PeriodicLogAbsDet(IBackend backend)
    {
        backend.Read(_weight.Value, _read);
        return _logDet.Periodic(_read);
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var tape = x.Tape;
        var (y, logDet) = x.SelfNormalize(tape.Use(_weight), tape.Use(_inverse), LogDetOn(tape), _penalty);
        return (y.GiveUp().AffineForward(tape.Use(_bias), NoScale(tape), ChannelAffine.Shift), logDet);
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var tape = z.Tape;
        var y = z.AffineInverse(tape.Use(_bias), NoScale(tape), ChannelAffine.Shift);
        if (tape.IsRecording)
        {
            return y.SelfNormalizeInverse(tape.Use(_weight), tape.Use(_inverse), -LogDetOn(tape), _penalty);
        }

        // As an ordinary convolution: of all there are it is the one that is fast everywhere, and that graphs have.
        return (y.Convolve<Identity>(InverseTaps(tape), bias: null), tape.Filled(new Shape(z.Shape.Batch), -LogDetOn(tape)));
    }

    private double LogDetOn(Tape tape) => tape.IsRecording ? PeriodicLogAbsDet(tape.Backend) : LogAbsDet(tape.Backend);

    private Variable InverseTaps(Tape tape) => tape.Derived(_inverse, this, static (tape, layer) =>
    {
        var (values, taps) = (new double[layer._inverse.Shape.Count], tape.Allocate(layer._inverse.Shape));
        tape.Backend.Read(layer._inverse.Value, values);
        tape.Backend.Write(layer.Transposed(values), taps);
        return tape.Input(taps);
    });

    private Variable NoScale(Tape tape) =>
        tape.Derived(this, new Shape(InputShape.Channels), static (tape, shape) => tape.Filled(shape, 0));

    private double[] FromIdentity(double[] change)
    {
        var (channels, taps) = (InputShape.Channels, KernelHeight * KernelWidth);
        double[] values = [.. change];
        for (var channel = 0; channel < channels; channel++)
        {
            values[(((channel * channels) + channel) * taps) + (taps / 2)] += 1;
        }

        return values;
    }

    /// <summary>The taps of a kernel's transpose as those of a convolution: <c>[i, o, −δ]</c> for <c>[o, i, δ]</c>.</summary>
    private double[] Transposed(double[] kernel)
    {
        var (channels, taps) = (InputShape.Channels, KernelHeight * KernelWidth);
        var transposed = new double[kernel.Length];
        for (var i = 0; i < kernel.Length; i++)
        {
            var (output, input, tap) = (i / taps / channels, i / taps % channels, i % taps);
            transposed[(((input * channels) + output) * taps) + taps - 1 - tap] = kernel[i];
        }

        return transposed;
    }
}
