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

    /// <summary>W as it is now, read from the backend.</summary>
    public abstract Matrix<double> GetMatrix(IBackend backend);

    /// <summary>A rotation drawn uniformly: Q of a QR decomposition of normal draws, in double.</summary>
    internal static Matrix<double> RandomRotation(int size, PhiloxSequence random) =>
        Matrix<double>.Build.Dense(size, size, (_, _) => random.NextNormal()).QR().Q;

    internal static Matrix<double> ReadMatrix(IBackend backend, Tensor w)
    {
        var values = new double[w.Shape.Count];
        backend.Read(w, values);
        return Matrix<double>.Build.Dense(w.Shape[0], w.Shape[1], (row, column) => values[(row * w.Shape[1]) + column]);
    }

    internal static double[] RowMajor(Matrix<double> matrix) => matrix.ToRowMajorArray();
}
