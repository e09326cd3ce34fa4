namespace FlowCore.Autodiff.Operations;

/// <summary>
/// A cheap upper bound of the operator norm of a zero-padded convolution, <c>b = √(‖A‖₁·‖A‖∞) ≥ ‖A‖₂</c>: the rows of its matrix
/// have at most the sum of <c>|A[o, i, δ]|</c> over i and δ, the columns that over o and δ, whatever the image's size.
/// </summary>
/// <param name="Rows">‖A‖∞, the largest sum of an output.</param>
/// <param name="Output">Whose it is.</param>
/// <param name="Columns">‖A‖₁, the largest sum of an input.</param>
/// <param name="Input">Whose it is.</param>
internal readonly record struct KernelBound(double Rows, int Output, double Columns, int Input)
{
    /// <summary>b.</summary>
    public double Value => Math.Sqrt(Rows * Columns);

    /// <summary>What makes the bound at most 1: <c>1/max(1, b)</c>.</summary>
    public double Scale => 1 / Math.Max(1, Value);

    /// <summary>The bound of a kernel.</summary>
    /// <param name="kernel"><c>[O, I, kH, kW]</c>, row by row.</param>
    /// <param name="shape">Its shape.</param>
    public static KernelBound Of(ReadOnlySpan<double> kernel, Shape shape)
    {
        var (outputs, inputs) = (shape[0], shape[1]);
        var taps = kernel.Length / (outputs * inputs);
        var (rows, columns) = (new double[outputs], new double[inputs]);
        for (var entry = 0; entry < outputs * inputs; entry++)
        {
            var (output, input) = Math.DivRem(entry, inputs);
            foreach (var weight in kernel.Slice(entry * taps, taps))
            {
                rows[output] += Math.Abs(weight);
                columns[input] += Math.Abs(weight);
            }
        }

        var (o, i) = (Largest(rows), Largest(columns));
        return new KernelBound(rows[o], o, columns[i], i);
    }

    /// <summary><c>∂b/∂A</c> of an entry; where two sums are equally large, that of the first.</summary>
    /// <param name="output">o.</param>
    /// <param name="input">i.</param>
    /// <param name="weight">A[o, i, δ].</param>
    public double Slope(int output, int input, double weight) =>
        ((output == Output ? Columns : 0) + (input == Input ? Rows : 0)) * Sign(weight) / (2 * Value);

    private static int Largest(ReadOnlySpan<double> sums)
    {
        var largest = 0;
        for (var i = 1; i < sums.Length; i++)
        {
            largest = sums[i] > sums[largest] ? i : largest;
        }

        return largest;
    }

    // Math.Sign throws on NaN, which is to stay one.
    private static double Sign(double weight) => weight == 0 ? 0 : weight / Math.Abs(weight);
}
