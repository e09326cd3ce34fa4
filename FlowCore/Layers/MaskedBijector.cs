using System.Collections.Immutable;
using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// Masked k×k convolutions, one orientation a group of channels: <c>y_p = Σ_δ A_δ x_{p−δ}</c> with A_0 unit lower
/// triangular, so that the whole map is unit triangular in the group's pixel order. Log-det 0; the inverse is exact and
/// runs in parallel over anti-diagonals (Kallappa, Nagar and Varma, "FInC Flow", VISAPP 2023).
/// </summary>
/// <remarks>
/// Only free weights are parameters: the unit diagonal and the zeros above it are put in when the kernel is assembled, so
/// that no optimizer, weight decay or imported file can break them.
/// </remarks>
public abstract partial class MaskedBijector : Bijector
{
    // g: see FirstDeviation.
    private const double FirstChange = 0.05;

    private readonly ImmutableArray<Orientation> _orientations;
    private readonly Shape _taps;
    private readonly Parameter _weight;

    private protected MaskedBijector(
        string name, ImageShape shape, int kernelHeight, int kernelWidth, ImmutableArray<Orientation> orientations, PhiloxSequence random)
        : base(name, shape, shape)
    {
        if (kernelHeight < 1 || kernelWidth < 1)
        {
            throw new FlowException(name, "a kernel of 1×1 or more", $"{kernelHeight}×{kernelWidth}", "Use a kernel of 3×3.");
        }

        var size = shape.Channels / orientations.Length;
        (_orientations, KernelHeight, KernelWidth) = (orientations, kernelHeight, kernelWidth);
        _taps = new Shape(orientations.Length, kernelHeight, kernelWidth, size, size);
        var free = InitialValues.Extent(
            name, ((Int128)size * (size - 1) / 2) + ((((Int128)kernelHeight * kernelWidth) - 1) * size * size));
        _weight = new Parameter(
            name + ".weight",
            new Shape(orientations.Length, free),
            () => InitialValues.Normal(checked(orientations.Length * free), FirstDeviation(size), random));
    }

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_weight];

    /// <summary>Which neighbours each group of channels sees, in the order of the groups.</summary>
    internal ImmutableArray<Orientation> Orientations => _orientations;

    /// <inheritdoc/>
    public override long FixedEntries => (long)_orientations.Length * _taps[4] * (_taps[4] + 1) / 2;

    /// <summary>kH·kW·q² multiply-adds a pixel and group of q channels: every tap, those that the mask fixes included.</summary>
    public override long MultiplyAdds => _taps.Count * InputShape.Plane;

    /// <summary>
    /// Replaces the free weights by those of dense kernels. The entries that the mask fixes must already have their values.
    /// </summary>
    /// <param name="backend">Where the weights are.</param>
    /// <param name="kernels">
    /// <c>[G, q, q, kH, kW]</c> as correlation kernels over the padded image, the form that papers and PyTorch write: for
    /// top-left the last tap is the pixel itself, for the others it is mirrored.
    /// </param>
    public void SetKernels(IBackend backend, ReadOnlySpan<double> kernels)
    {
        ShapeException.ThrowIfNot(_taps.Count, kernels.Length, Name, "kernel entries");
        var free = new double[_weight.Shape.Count];
        var next = 0;
        foreach (var (index, lag, output, input) in Entries())
        {
            var value = kernels[index];
            if (lag > 0 || input < output)
            {
                free[next++] = value;
            }
            else if (value != (input == output ? 1 : 0))
            {
                throw new FlowException(
                    Name,
                    input == output ? "1 on the diagonal of the pixel's own tap" : "0 above the diagonal of the pixel's own tap",
                    FormattableString.Invariant($"{value} at [{index / (kernels.Length / _orientations.Length)}, {output}, {input}]"),
                    "Only unit lower triangular taps are exactly invertible.");
            }
        }

        backend.Write(free, _weight.Value);
    }

    /// <summary>The kernels in the form of <see cref="SetKernels"/>, frozen entries included.</summary>
    public double[] GetKernels(IBackend backend)
    {
        using var tape = new Tape(backend, recording: false);
        var taps = new double[_taps.Count];
        backend.Read(Taps(tape).Value, taps);
        var kernels = new double[taps.Length];
        var next = 0;
        foreach (var (index, _, _, _) in Entries())
        {
            kernels[index] = taps[next++];
        }

        return kernels;
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (x.MaskedConvolve(Taps(x.Tape), _orientations), x.Tape.ZeroLogDet(x.Shape.Batch));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (z.MaskedSolve(Taps(z.Tape), FoldedTaps(z.Tape), _orientations), z.Tape.ZeroLogDet(z.Shape.Batch));

    /// <summary>
    /// <c>σ = g/√(q·kH·kW)</c>, by the fan-in of an output. K is then I + E with <c>E‖Ex‖² ≤ g²‖x‖²</c> for any x, whatever the
    /// channels and the kernel. A model of T such units, an actnorm after each, starts with about <c>T/2·log₂(1 + g²)</c> bits a
    /// dimension too many, and its inverse amplifies independent roundings by about <c>(1 + g²)^T</c>: with g = 1/20 and
    /// T = 192, a third of a bit and 1.6. <c>‖E‖₂</c> is a little above 2g, as the largest singular value of a q×q matrix of
    /// independent draws is near 2√q deviations, so that no unit starts with a gain much above <c>1/(1 − 2g)</c>. (A σ that is
    /// the same for any fan-in passes 2g = 1, where nothing bounds the gain: 0.05 does at q = 12.)
    /// </summary>
    private double FirstDeviation(int size) => FirstChange / Math.Sqrt((double)size * KernelHeight * KernelWidth);

    private Variable Taps(Tape tape) => tape.Derived(
        _weight, this, static (tape, layer) => tape.Use(layer._weight).AssembleTaps(layer._taps));

    private Variable FoldedTaps(Tape tape) => tape.Derived(
        this, this, static (tape, layer) => layer.Taps(tape).FoldTaps());

    /// <summary>Every tap in the order of the lag form, and where it lies in the form of <see cref="SetKernels"/>.</summary>
    private IEnumerable<(int Index, int Lag, int Output, int Input)> Entries() =>
        from @group in Enumerable.Range(0, _orientations.Length)
        from lag in Enumerable.Range(0, KernelHeight * KernelWidth)
        from output in Enumerable.Range(0, _taps[4])
        from input in Enumerable.Range(0, _taps[4])
        select (KernelIndex(@group, output, input, lag), lag, output, input);

    private int KernelIndex(int group, int output, int input, int lag)
    {
        var (dy, dx) = Math.DivRem(lag, KernelWidth);
        var orientation = _orientations[group];
        var row = orientation.RowSign() > 0 ? KernelHeight - 1 - dy : dy;
        var column = orientation.ColumnSign() > 0 ? KernelWidth - 1 - dx : dx;
        var size = _taps[4];
        return (((((((group * size) + output) * size) + input) * KernelHeight) + row) * KernelWidth) + column;
    }
}
