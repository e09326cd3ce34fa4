using FlowCore.Layers;
using FlowCore.Models;
using MathNet.Numerics.LinearAlgebra;

namespace FlowCore.Verification;

/// <summary>What a 1×1 convolution does to single channels, against <c>P·L·(U + diag(sign·exp(logs)))</c> of its parameters in double.</summary>
internal static class MatrixCheck
{
    /// <summary>The largest difference relative to the largest entry.</summary>
    public static double Deviation(FlowModel model, PluConv1x1 layer)
    {
        var (shape, size) = (layer.InputShape, layer.InputShape.Channels);

        // Sample n has a 1 in channel n, at the last pixel.
        var x = new double[(long)shape.Dimensions * size];
        for (var n = 0; n < size; n++)
        {
            x[((long)((n * size) + n + 1) * shape.Plane) - 1] = 1;
        }

        var y = LayerRun.Run(model, layer, x, new int[size], size).Value;
        var found = new double[size * size];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = y[((long)(i + 1) * shape.Plane) - 1];
        }

        return Verification.Deviation.Relative(Expected(model.Backend, layer).ToRowMajorArray(), found);
    }

    private static Matrix<double> Expected(IBackend backend, PluConv1x1 layer)
    {
        double[][] parts = [.. layer.Parameters.Select(parameter => LayerRun.Read(backend, parameter.Value))];
        var (frame, size) = (layer.Frame, layer.Frame.Size);
        var lower = Matrix<double>.Build.DenseIdentity(size);
        var upper = Matrix<double>.Build.Dense(size, size);
        var (below, above) = (0, 0);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < row; column++)
            {
                lower[row, column] = parts[0][below++];
            }

            upper[row, row] = frame.Signs[row] * Math.Exp(parts[2][row]);
            for (var column = row + 1; column < size; column++)
            {
                upper[row, column] = parts[1][above++];
            }
        }

        var product = lower * upper;
        return Matrix<double>.Build.Dense(size, size, (row, column) => product[frame.Permutation[row], column]);
    }
}
