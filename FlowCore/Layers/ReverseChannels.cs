using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>
/// Channel c becomes channel C−1−c; log-det 0, its own inverse. It is a product with the matrix J of ones on the
/// anti-diagonal, a single operation however many channels there are: sums of one number and zeros, so exact of finite numbers.
/// </summary>
public sealed class ReverseChannels : Bijector
{
    private readonly Lazy<double[]> _matrix;

    /// <summary>A reversal of any number of channels.</summary>
    public ReverseChannels(string name, ImageShape shape)
        : base(name, shape, shape)
    {
        _matrix = new Lazy<double[]>(() =>
        {
            var size = shape.Channels;
            var matrix = new double[checked(size * size)];
            for (var channel = 0; channel < size; channel++)
            {
                matrix[(channel * size) + size - 1 - channel] = 1;
            }

            return matrix;
        });
    }

    /// <summary>C² multiply-adds a pixel.</summary>
    public override long MultiplyAdds => (long)InputShape.Channels * InputShape.Channels * InputShape.Plane;

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (x.Convolve<Identity>(Matrix(x.Tape), bias: null), x.Tape.ZeroLogDet(x.Shape.Batch));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) => ForwardCore(z, condition);

    private Variable Matrix(Tape tape) => tape.Derived(this, this, static (tape, layer) =>
    {
        var size = layer.InputShape.Channels;
        var matrix = tape.Allocate(new Shape(size, size, 1, 1));
        tape.Backend.Write(layer._matrix.Value, matrix);
        return tape.Input(matrix);
    });
}
