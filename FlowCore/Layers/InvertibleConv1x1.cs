using FlowCore.Random;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>
/// A learned mixing of channels, <c>z = W x</c> at every pixel, log-det <c>H·W·ln |det W|</c> (Glow, section 3.2). Starts as
/// a random rotation. Two parameterisations: <see cref="PluConv1x1"/>, which cannot become singular, and
/// <see cref="DenseConv1x1"/>.
/// </summary>
public abstract class InvertibleConv1x1 : Bijector
{
    private protected InvertibleConv1x1(string name, ImageShape shape)
        : base(name, shape, shape)
    {
    }

    /// <summary>C² multiply-adds a pixel.</summary>
    public override long MultiplyAdds => (long)InputShape.Channels * InputShape.Channels * InputShape.Plane;

    /// <summary>W as it is now, read from the backend.</summary>
    public abstract Matrix<double> GetMatrix(IBackend backend);

    /// <inheritdoc/>
    public override double? Condition(IBackend backend)
    {
        var matrix = GetMatrix(backend);
        return matrix.ForAll(double.IsFinite) ? matrix.ConditionNumber() : double.NaN;
    }

    /// <summary>A rotation drawn uniformly: Q of a QR decomposition of normal draws, in double.</summary>
    internal static Matrix<double> RandomRotation(int size, PhiloxSequence random) =>
        Matrix<double>.Build.Dense(size, size, (_, _) => random.NextNormal()).QR().Q;

    /// <summary>A given matrix, if it fits the channels.</summary>
    private protected static Matrix<double> Fitting(Matrix<double> matrix, ImageShape shape, string name)
    {
        ShapeException.ThrowIfNot(
            new Shape(shape.Channels, shape.Channels), new Shape(matrix.RowCount, matrix.ColumnCount), name);
        return matrix;
    }
}
