namespace FlowCore.Onnx.Tracing;

/// <summary>
/// The solve of a masked convolution as products of whole rows. With <c>x_p = A_0⁻¹y_p − Σ_{δ≠0} B_δ x_{p−δ}</c> a row is
/// <c>X_r = L⁻¹(A_0⁻¹Y_r − Σ_{d≥1} B_d X_{r−d})</c>, where <c>L = I + Σ_{δ_x≥1} B_{(0,δ_x)}</c> acts along the row and each B_d along an
/// earlier one. All of these are matrices of q×q blocks that depend on the lag of two columns alone, so that the products are made of
/// blocks, in double: with <c>R_0 = I</c> and <c>R_j = −Σ_{1≤δ≤j} B_{(0,δ)} R_{j−δ}</c>, the blocks of L⁻¹, they are
/// <c>R_l A_0⁻¹</c> and <c>−Σ_{j+δ=l} R_j B_{(d,δ)}</c> at lag l.
/// </summary>
/// <param name="folded">The folded taps of a group, <c>[kH, kW, q, q]</c>.</param>
/// <param name="kernelHeight">kH.</param>
/// <param name="kernelWidth">kW.</param>
/// <param name="size">q.</param>
/// <param name="width">W.</param>
internal sealed class RowMatrices(double[] folded, int kernelHeight, int kernelWidth, int size, int width)
{
    private readonly double[][] _responses = Responses(folded, kernelWidth, size, width);

    private int Row => size * width;

    /// <summary>
    /// What a row <c>[y_r, x_{r−1}, …, x_{r−kH+1}]</c>, each <c>[q·W]</c> by channels and then columns, is multiplied by.
    /// </summary>
    /// <param name="columnSign">+1 where earlier columns lie to the left, −1 where they lie to the right.</param>
    /// <returns><c>[kH·q·W, q·W]</c>.</returns>
    public float[] Matrix(int columnSign)
    {
        var matrix = new float[(long)kernelHeight * Row * Row];
        for (var rows = 0; rows < kernelHeight; rows++)
        {
            for (var lag = 0; lag < width; lag++)
            {
                Place(Block(rows, lag), matrix, rows, lag * columnSign);
            }
        }

        return matrix;
    }

    private static double[][] Responses(double[] folded, int kernelWidth, int size, int width)
    {
        var responses = new double[width][];
        responses[0] = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            responses[0][(i * size) + i] = 1;
        }

        for (var j = 1; j < width; j++)
        {
            responses[j] = new double[size * size];
            for (var lag = 1; lag <= Math.Min(j, kernelWidth - 1); lag++)
            {
                AddProduct(Tap(folded, lag, size), responses[j - lag], size, factor: -1, responses[j]);
            }
        }

        return responses;
    }

    private static ReadOnlySpan<double> Tap(double[] folded, int index, int size) => folded.AsSpan(index * size * size, size * size);

    /// <summary><c>sum += factor·a·b</c>.</summary>
    private static void AddProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int size, double factor, Span<double> sum)
    {
        for (var row = 0; row < size; row++)
        {
            for (var inner = 0; inner < size; inner++)
            {
                var left = factor * a[(row * size) + inner];
                for (var column = 0; column < size; column++)
                {
                    sum[(row * size) + column] += left * b[(inner * size) + column];
                }
            }
        }
    }

    /// <summary>What a row is made of by numbers so many columns before: of y, or of the x so many rows before.</summary>
    private double[] Block(int rows, int lag)
    {
        var block = new double[size * size];
        if (rows == 0)
        {
            AddProduct(_responses[lag], Tap(folded, 0, size), size, factor: 1, block);
            return block;
        }

        for (var column = 0; column <= Math.Min(lag, kernelWidth - 1); column++)
        {
            AddProduct(_responses[lag - column], Tap(folded, (rows * kernelWidth) + column, size), size, factor: -1, block);
        }

        return block;
    }

    private void Place(double[] block, float[] matrix, int rows, int shift)
    {
        for (var column = Math.Max(0, shift); column < Math.Min(width, width + shift); column++)
        {
            for (var output = 0; output < size; output++)
            {
                for (var input = 0; input < size; input++)
                {
                    var from = ((long)rows * Row) + (input * width) + column - shift;
                    matrix[(from * Row) + (output * width) + column] = (float)block[(output * size) + input];
                }
            }
        }
    }
}
