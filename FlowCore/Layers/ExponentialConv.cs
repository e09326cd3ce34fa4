using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The convolution exponential (Hoogeboom, Satorras, Tomczak and Welling, NeurIPS 2020): <c>z = Σ_{i≤T} K^{*i} x / i!</c> with K an
/// ordinary zero-padded k×k convolution of all channels to all channels. Log-det <c>H·W·tr(K_0)</c>, K_0 the tap of the pixel
/// itself, exactly: <c>ln det exp(K) = tr K</c>, and the diagonal of the matrix of K has that tap alone. The inverse is the same
/// series of −K.
/// </summary>
/// <remarks>
/// <para>
/// What is trained is a free kernel A, and <c>K = A/max(1, b)</c> with <c>b = √(‖A‖₁·‖A‖∞)</c>, a bound of the operator norm
/// of A for any image. So <c>‖K‖₂ ≤ 1</c> whatever the weights, and what the series leaves out is at most
/// <c>Σ_{i>T} 1/i!</c> of ‖x‖: 2.3e-9 for T = 11, where float32 rounds at 6e-8. The layer is therefore exact but for roundings, of which
/// the inverse amplifies one by e at most. A layer that is judged in double needs T = 17, which leaves 1.6e-16.
/// </para>
/// <para>It starts near the identity, by fan-in as the masked convolutions do.</para>
/// </remarks>
public sealed class ExponentialConv : Bijector
{
    /// <summary>The terms after which an operator of norm 1 has nothing to add in float32.</summary>
    public const int DefaultTerms = 11;

    // ‖A x‖ beside ‖x‖ at the start.
    private const double FirstChange = 0.05;

    private readonly Parameter _weight;

    /// <summary>A layer with weights near 0.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="kernelHeight">Rows of the kernel, an odd number: the pixel itself is in the middle.</param>
    /// <param name="kernelWidth">Columns of the kernel, an odd number.</param>
    /// <param name="random">Draws the first weights.</param>
    /// <param name="terms">T, the convolutions of either direction.</param>
    public ExponentialConv(
        string name, ImageShape shape, int kernelHeight, int kernelWidth, PhiloxSequence random, int terms = DefaultTerms)
        : base(name, shape, shape)
    {
        if (kernelHeight < 1 || kernelWidth < 1 || int.IsEvenInteger(kernelHeight) || int.IsEvenInteger(kernelWidth))
        {
            throw new FlowException(name, "a kernel of odd extents, which has a middle", $"{kernelHeight}×{kernelWidth}", "Use a kernel of 3×3.");
        }

        if (terms < 1)
        {
            throw new FlowException(name, "a series of 1 term or more", $"{terms}", $"Use {DefaultTerms}.");
        }

        (KernelHeight, KernelWidth, Terms) = (kernelHeight, kernelWidth, terms);
        var fanIn = (Int128)shape.Channels * kernelHeight * kernelWidth;
        var count = InitialValues.Extent(name, shape.Channels * fanIn);
        _weight = new Parameter(
            name + ".weight",
            new Shape(shape.Channels, shape.Channels, kernelHeight, kernelWidth),
            () => InitialValues.Normal(count, FirstChange / Math.Sqrt((double)fanIn), random));
    }

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>T.</summary>
    public int Terms { get; }

    /// <summary>A: the kernel before it is scaled.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weight];

    /// <summary>T·kH·kW·C² multiply-adds a pixel.</summary>
    public override long MultiplyAdds => Terms * _weight.Shape.Count * InputShape.Plane;

    /// <summary>The sums of the series, which the gradient of the kernel reads.</summary>
    /// <inheritdoc/>
    public override IEnumerable<Shape> KeptInTraining(IBackend backend, int samples) =>
        Enumerable.Repeat(InputShape.Batched(samples), Terms - 1);

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"ExponentialConv {KernelHeight}×{KernelWidth}, {Terms} terms");

    /// <summary>K, the kernel that acts, as it is now.</summary>
    /// <param name="backend">Where the weights are.</param>
    /// <returns><c>[C, C, kH, kW]</c>, row by row.</returns>
    public double[] GetKernel(IBackend backend)
    {
        using var tape = new Tape(backend, recording: false);
        var kernel = new double[_weight.Shape.Count];
        backend.Read(Kernel(tape).Kernel.Value, kernel);
        return kernel;
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) => Run(x, negative: false);

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) => Run(z, negative: true);

    private (Variable Value, Variable LogDet) Run(Variable x, bool negative)
    {
        var (kernel, trace) = Kernel(x.Tape);
        var pixels = negative ? -InputShape.Plane : InputShape.Plane;
        return (x.ConvolveExponential(kernel, Terms, negative), trace.BroadcastSum(pixels, x.Shape.Batch));
    }

    private (Variable Kernel, Variable Trace) Kernel(Tape tape)
    {
        var bounded = tape.Derived(this, this, static (tape, layer) => tape.Use(layer._weight).BoundKernel());
        var shape = _weight.Shape;
        return (bounded.Part(0, shape), bounded.Part(shape.Count, new Shape(1)));
    }
}
