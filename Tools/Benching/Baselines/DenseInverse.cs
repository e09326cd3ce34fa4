using FlowCore.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace FlowCore.Tools.Benching.Baselines;

/// <summary>
/// The inverse of a FInC unit as a system of equations, which is what it is when nothing is known of its structure: a group's
/// unit lower triangular matrix of <c>(q·H·W)²</c> numbers, in its own order of pixels, solved for all images at once by
/// MathNet. The factorisation, whose upper factor is the identity, is not counted; MathNet's solve runs through both factors.
/// </summary>
internal sealed class DenseInverse
{
    /// <summary>Rows of a group's matrix above which it is not made: 4 MiB.</summary>
    public const int MostRows = 1024;

    private readonly ImageShape _image;
    private readonly FoldedKernel _kernel;
    private readonly LU<float>[] _factors;

    /// <summary>An inverse.</summary>
    /// <param name="image">What it takes, C×H×W; <see cref="Fits"/> must hold.</param>
    /// <param name="kernel">The kernel.</param>
    public DenseInverse(ImageShape image, FoldedKernel kernel)
    {
        (_image, _kernel) = (image, kernel);
        _factors = [.. Enumerable.Range(0, kernel.Groups).Select(group => MatrixOf(group).LU())];
    }

    /// <summary>Whether a group's matrix is small enough.</summary>
    public static bool Fits(ImageShape image, int groups) => image.Dimensions / groups <= MostRows;

    /// <summary>Steps that follow each other: rows of a matrix, group after group.</summary>
    public long Depth => _image.Dimensions;

    /// <summary>Inverts a batch.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="x"><c>[C, N, H, W]</c>, overwritten.</param>
    public void Run(float[] y, float[] x)
    {
        var samples = y.Length / _image.Dimensions;
        for (var group = 0; group < _kernel.Groups; group++)
        {
            var first = group;
            var right = Matrix<float>.Build.Dense(
                Rows, samples, (row, sample) => y[PlaceOf(first, row, sample, samples)]);
            var solved = _factors[group].Solve(right);
            for (var sample = 0; sample < samples; sample++)
            {
                for (var row = 0; row < Rows; row++)
                {
                    x[PlaceOf(group, row, sample, samples)] = solved[row, sample];
                }
            }
        }
    }

    private int Rows => _kernel.Channels * _image.Plane;

    /// <summary>Where in <c>[C, N, H, W]</c> a row of a group's system lies: its pixels in order, channels inside a pixel.</summary>
    private int PlaceOf(int group, int row, int sample, int samples)
    {
        var (pixel, channel) = Math.DivRem(row, _kernel.Channels);
        var (line, column) = Math.DivRem(pixel, _image.Width);
        var place = new PixelOrder(_image, _kernel.Orientations[group])[line, column];
        return (((((group * _kernel.Channels) + channel) * samples) + sample) * _image.Plane) + place;
    }

    private Matrix<float> MatrixOf(int group)
    {
        var (q, height, width) = (_kernel.Channels, _kernel.Height, _kernel.Width);
        var matrix = Matrix<float>.Build.Dense(Rows, Rows);
        for (var row = 0; row < Rows; row++)
        {
            var (pixel, output) = Math.DivRem(row, q);
            var (line, column) = Math.DivRem(pixel, _image.Width);
            for (var dy = 0; dy < Math.Min(height, line + 1); dy++)
            {
                for (var dx = 0; dx < Math.Min(width, column + 1); dx++)
                {
                    var from = (((line - dy) * _image.Width) + column - dx) * q;
                    var tap = ((((((group * height) + dy) * width) + dx) * q) + output) * q;
                    for (var input = 0; input < q; input++)
                    {
                        matrix[row, from + input] = _kernel.Taps[tap + input];
                    }
                }
            }
        }

        return matrix;
    }
}
