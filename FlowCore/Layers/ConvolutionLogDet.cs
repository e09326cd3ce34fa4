using System.Numerics;

namespace FlowCore.Layers;

/// <summary>
/// <c>ln |det W|</c> of a convolution over all channels, in nats an image, in double: exactly for an image with zeros around it, and
/// for one that goes on periodically, which is far cheaper and differs where the border is felt.
/// </summary>
/// <param name="shape">The image, C×H×W.</param>
/// <param name="kernelHeight">kH, odd.</param>
/// <param name="kernelWidth">kW, odd.</param>
internal sealed class ConvolutionLogDet(ImageShape shape, int kernelHeight, int kernelWidth)
{
    private readonly Complex[] _matrix = new Complex[shape.Channels * shape.Channels];
    private readonly Complex[] _phases = new Complex[kernelHeight * kernelWidth];

    /// <summary>
    /// Numbers that <see cref="Padded"/> takes memory for: the band of the matrix with C·H·W rows, and what elimination adds to it.
    /// </summary>
    public Int128 Numbers => BandMatrix.Numbers((Int128)shape.Channels * shape.Height * shape.Width, Bandwidth);

    // Pixels are ordered along the shorter side, so that neighbours across are near.
    private bool IsByRow => shape.Width <= shape.Height;

    private Int128 Bandwidth
    {
        get
        {
            var (down, right) = (Math.Min(kernelHeight / 2, shape.Height - 1), Math.Min(kernelWidth / 2, shape.Width - 1));
            var reach = IsByRow ? ((Int128)down * shape.Width) + right : ((Int128)right * shape.Height) + down;
            return Int128.Min((reach + 1) * shape.Channels, (Int128)shape.Channels * shape.Height * shape.Width) - 1;
        }
    }

    /// <summary>With zeros around the image: the LU factors of the whole matrix, with pivots.</summary>
    /// <param name="weights">W, <c>[C, C, kH, kW]</c>.</param>
    public double Padded(ReadOnlySpan<double> weights)
    {
        var channels = shape.Channels;
        var matrix = new BandMatrix(shape.Dimensions, (int)Bandwidth);
        var index = 0;
        for (var output = 0; output < channels; output++)
        {
            for (var input = 0; input < channels; input++)
            {
                for (var tap = 0; tap < _phases.Length; tap++, index++)
                {
                    var (down, right) = ((tap / kernelWidth) - (kernelHeight / 2), (tap % kernelWidth) - (kernelWidth / 2));
                    for (var row = Math.Max(0, -down); row < shape.Height - Math.Max(0, down); row++)
                    {
                        for (var column = Math.Max(0, -right); column < shape.Width - Math.Max(0, right); column++)
                        {
                            matrix[(Pixel(row, column) * channels) + output, (Pixel(row + down, column + right) * channels) + input] = weights[index];
                        }
                    }
                }
            }
        }

        return matrix.EliminateForLogAbsDet();
    }

    /// <summary>
    /// On a torus: <c>Σ_f ln |det Ŵ(f)|</c> over the H·W frequencies, <c>Ŵ(f) = Σ_δ W_δ·exp(2πi·(f_y δ_y/H + f_x δ_x/W))</c>, C×C.
    /// </summary>
    /// <param name="weights">W, <c>[C, C, kH, kW]</c>.</param>
    public double Periodic(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var right = 0; right <= shape.Width / 2; right++)
        {
            // A real W has the conjugate at −f, and so the same |det|.
            var times = right == 0 || 2 * right == shape.Width ? 1 : 2;
            for (var down = 0; down < shape.Height; down++)
            {
                Transform(weights, (double)down / shape.Height, (double)right / shape.Width);
                sum += times * MatrixLogAbsDet();
            }
        }

        return sum;
    }

    private int Pixel(int row, int column) => IsByRow ? (row * shape.Width) + column : (column * shape.Height) + row;

    private void Transform(ReadOnlySpan<double> weights, double down, double right)
    {
        for (var tap = 0; tap < _phases.Length; tap++)
        {
            var turns = (down * ((tap / kernelWidth) - (kernelHeight / 2))) + (right * ((tap % kernelWidth) - (kernelWidth / 2)));
            _phases[tap] = Complex.FromPolarCoordinates(1, Math.Tau * turns);
        }

        for (var entry = 0; entry < _matrix.Length; entry++)
        {
            var sum = Complex.Zero;
            var taps = weights.Slice(entry * _phases.Length, _phases.Length);
            for (var tap = 0; tap < taps.Length; tap++)
            {
                sum += taps[tap] * _phases[tap];
            }

            _matrix[entry] = sum;
        }
    }

    private double MatrixLogAbsDet()
    {
        var (sum, size) = (0.0, shape.Channels);
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < size; row++)
            {
                pivot = Complex.Abs(_matrix[(row * size) + column]) > Complex.Abs(_matrix[(pivot * size) + column]) ? row : pivot;
            }

            var largest = _matrix[(pivot * size) + column];
            sum += Math.Log(Complex.Abs(largest));
            if (largest == Complex.Zero)
            {
                break;
            }

            for (var i = column; i < size; i++)
            {
                var (a, b) = ((pivot * size) + i, (column * size) + i);
                (_matrix[a], _matrix[b]) = (_matrix[b], _matrix[a]);
            }

            for (var row = column + 1; row < size; row++)
            {
                var factor = _matrix[(row * size) + column] / largest;
                for (var i = column + 1; i < size; i++)
                {
                    _matrix[(row * size) + i] -= factor * _matrix[(column * size) + i];
                }
            }
        }

        return sum;
    }
}
