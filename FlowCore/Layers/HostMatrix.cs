using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Layers;

/// <summary>Matrices of weights on the host, in double, where they are factored.</summary>
internal static class HostMatrix
{
    /// <summary>A copy of a tensor's first two axes.</summary>
    /// <param name="backend">Where it is.</param>
    /// <param name="tensor"><c>[R, C, 1, 1]</c>.</param>
    public static Matrix<double> Read(IBackend backend, Tensor tensor)
    {
        var (rows, columns) = (tensor.Shape[0], tensor.Shape[1]);
        var values = new double[rows * columns];
        backend.Read(tensor, values);
        return Matrix<double>.Build.Dense(rows, columns, (row, column) => values[(row * columns) + column]);
    }
}
