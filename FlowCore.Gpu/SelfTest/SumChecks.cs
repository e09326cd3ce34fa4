using FlowCore.Tensors;

namespace FlowCore.Gpu.SelfTest;

/// <summary>The backend's sums over lengths that fill no group of threads.</summary>
internal static class SumChecks
{
    /// <summary>Lengths of every kind: one, odd, around powers of two, prime.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [1, 3, 31, 33, 255, 257, 10007];

    /// <summary>The checks.</summary>
    public static IReadOnlyList<SelfCheck> All { get; } =
    [
        new("sums of odd lengths", backend => Sums(backend, x => Sum(backend, x), numbers => numbers.Sum())),
        new("sums of squares of odd lengths", backend => Sums(backend, backend.SumOfSquares, numbers => numbers.Sum(x => x * x))),
    ];

    private static (bool Passed, string Detail) Sums(GpuBackend backend, Func<Tensor, double> sum, Func<double[], double> expected)
    {
        var wrong = new List<string>();
        foreach (var numbers in Lengths.Select(Numbers).Append([4, 1, 0]))
        {
            using var x = backend.Allocate(new Shape(1, 1, 1, numbers.Length));
            backend.Write(numbers, x);
            var (got, right) = (sum(x), expected(numbers));
            if (got != right)
            {
                wrong.Add(FormattableString.Invariant($"{got} for {right} over {numbers.Length}"));
            }
        }

        return wrong.Count == 0
            ? (true, FormattableString.Invariant($"{Lengths.Count + 1} sums, exact"))
            : (false, string.Join(", ", wrong));
    }

    // Integers, whose sums a float holds exactly in any order.
    private static double[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => (double)(i * 7 % 11))];

    private static double Sum(GpuBackend backend, Tensor x)
    {
        using var sums = backend.Allocate(new Shape(1));
        backend.Fill(sums, 0);
        backend.SumChannels(x, sums);
        Span<double> sum = [double.NaN];
        backend.Read(sums, sum);
        return sum[0];
    }
}
