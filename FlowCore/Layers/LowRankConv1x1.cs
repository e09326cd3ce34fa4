using FlowCore.Autodiff.Operations;
using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace FlowCore.Layers;

/// <summary>
/// A mixing of channels that differs from the identity by a product of low rank, <c>z = (I + U V) x</c> at every pixel, U of C×d
/// and V of d×C. Log-det <c>H·W·ln |det(I + V U)|</c>, by Sylvester's identity; inverse <c>x = z − U (I + V U)⁻¹ V z</c>, by
/// Woodbury's. Only matrices of d×d are factored, and none of C×C is ever made (Lu and Huang, NeurIPS 2020).
/// </summary>
/// <remarks>
/// It starts as the identity, U = 0, with V by fan-in. <c>V U</c> is computed where the weights are, and I + V U is factored on the
/// host in double; one too close to singular for float32 is refused.
/// </remarks>
public sealed class LowRankConv1x1 : Bijector
{
    private readonly Parameter _left, _right;

    /// <summary>The identity, until it is trained.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="rank">d, from 1 to C.</param>
    /// <param name="random">Draws V.</param>
    public LowRankConv1x1(string name, ImageShape shape, int rank, PhiloxSequence random)
        : base(name, shape, shape)
    {
        if (rank < 1 || rank > shape.Channels)
        {
            throw new FlowException(name, $"a rank from 1 to its {shape.Channels} channels", $"{rank}", "");
        }

        var count = InitialValues.Extent(name, (Int128)shape.Channels * rank);
        _left = InitialValues.Zeros(name + ".u", new Shape(shape.Channels, rank, 1, 1));
        _right = new Parameter(
            name + ".v", new Shape(rank, shape.Channels, 1, 1), () => InitialValues.FanIn(count, shape.Channels, random));
    }

    /// <summary>d.</summary>
    public int Rank => _right.Shape[0];

    /// <summary>U and V.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_left, _right];

    /// <summary>2·C·d multiply-adds a pixel.</summary>
    public override long MultiplyAdds => (_left.Shape.Count + _right.Shape.Count) * InputShape.Plane;

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"LowRankConv1x1 of rank {Rank}");

    /// <summary>
    /// Of <c>I + U V</c>, from matrices of 2d×2d at most: on what is orthogonal to the columns of U and rows of V it is the
    /// identity, with singular values of 1.
    /// </summary>
    /// <inheritdoc/>
    public override double? Condition(IBackend backend)
    {
        var (u, v) = (HostMatrix.Read(backend, _left.Value), HostMatrix.Read(backend, _right.Value));
        if (!u.ForAll(double.IsFinite) || !v.ForAll(double.IsFinite))
        {
            return double.NaN;
        }

        var all = u.RowCount <= 2 * Rank;
        if (!all)
        {
            var basis = u.Append(v.Transpose()).QR(QRMethod.Thin).Q;
            (u, v) = (basis.Transpose() * u, v * basis);
        }

        var values = (Matrix<double>.Build.DenseIdentity(u.RowCount) + (u * v)).Svd(computeVectors: false).S;
        return all ? values.Maximum() / values.Minimum() : Math.Max(1, values.Maximum()) / Math.Min(1, values.Minimum());
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var (u, v) = (x.Tape.Use(_left), x.Tape.Use(_right));
        var (product, inverse) = Invert(x.Tape);
        var z = x.Convolve<Identity>(v, bias: null).Convolve<Identity>(u, bias: null).GiveUp().Plus(x);
        return (z, product.LogAbsDet(inverse.LogAbsDet, inverse.Inverse, InputShape.Plane, x.Shape.Batch));
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var (u, v) = (z.Tape.Use(_left), z.Tape.Use(_right));
        var (product, inverse) = Invert(z.Tape);
        var negative = z.Tape.Allocate(product.Shape);
        z.Tape.Backend.Write((-inverse.Inverse).ToRowMajorArray(), negative);
        var x = z.SolveLowRank(u, v, negative);
        return (x, product.LogAbsDet(inverse.LogAbsDet, inverse.Inverse, -InputShape.Plane, z.Shape.Batch));
    }

    /// <summary>
    /// V·U, and the inverse of I + V·U. The gradient of <c>ln |det(I + V U)|</c> goes to V·U as that of a determinant to its matrix.
    /// </summary>
    private (Variable Product, CheckedInverse Inverse) Invert(Tape tape)
    {
        // U as d images of one pixel and C channels.
        var product = tape.Derived(this, this, static (tape, layer) =>
            tape.Use(layer._left).Convolve<Identity>(tape.Use(layer._right), bias: null));
        var matrix = HostMatrix.Read(tape.Backend, product.Value) + Matrix<double>.Build.DenseIdentity(Rank);
        return (product, CheckedInverse.Of(Name, "I + V·U", matrix, "Use a lower learning rate."));
    }
}
