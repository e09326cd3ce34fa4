namespace FlowCore.Backends.Cpu;

// Matrices of at most a few hundred rows: plain loops in double on the calling thread.
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w)
    {
        var size = frame.Size;
        using var scratch = Scratch<double>((long)size * (size + 1));
        var u = (double*)scratch.Pointer;
        var sums = u + ((long)size * size);
        FillUpper(upper, logDiagonal, frame, u);
        for (var i = 0; i < size; i++)
        {
            var row = frame.Permutation[i];
            var l = LowerRow(Pointer(lower), row);
            new Span<double>(sums, size).Clear();
            for (var k = 0; k <= row; k++)
            {
                AddScaled(k == row ? 1.0 : l[k], u + ((long)k * size), sums, k, size);
            }

            var to = Pointer(w) + ((long)i * size);
            for (var j = 0; j < size; j++)
            {
                to[j] = (float)sums[j];
            }
        }
    }

    /// <inheritdoc/>
    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw,
        Tensor dlower, Tensor dupper, Tensor dlogDiagonal)
    {
        // With M = L·U: dL = dM·Uᵀ and dU = Lᵀ·dM, each where the factor is free.
        var size = frame.Size;
        using var scratch = Scratch<double>(((2L * size) + 1) * size);
        var u = (double*)scratch.Pointer;
        var du = u + ((long)size * size);
        var dm = du + ((long)size * size);
        FillUpper(upper, logDiagonal, frame, u);
        new Span<double>(du, size * size).Clear();
        for (var i = 0; i < size; i++)
        {
            var row = frame.Permutation[i];
            var l = LowerRow(Pointer(lower), row);
            var dl = LowerRow(Pointer(dlower), row);
            for (var j = 0; j < size; j++)
            {
                dm[j] = Pointer(dw)[((long)i * size) + j];
            }

            for (var k = 0; k < row; k++)
            {
                dl[k] += (float)Dot(dm, u + ((long)k * size), k, size);
                AddScaled(l[k], dm, du + ((long)k * size), k, size);
            }

            AddScaled(1.0, dm, du + ((long)row * size), row, size);
        }

        AddUpperGradient(u, du, size, Pointer(dupper), Pointer(dlogDiagonal));
    }

    /// <inheritdoc/>
    public void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse)
    {
        var size = frame.Size;
        using var scratch = Scratch<double>(2L * size * size);
        var u = (double*)scratch.Pointer;
        var x = u + ((long)size * size);
        FillUpper(upper, logDiagonal, frame, u);
        LoadTransposedPermutation(frame, x);
        for (var i = 0; i < size; i++)
        {
            var l = LowerRow(Pointer(lower), i);
            for (var k = 0; k < i; k++)
            {
                AddScaled(-l[k], Row(k), Row(i), 0, size);
            }
        }

        for (var i = size - 1; i >= 0; i--)
        {
            var above = u + ((long)i * size);
            for (var k = i + 1; k < size; k++)
            {
                AddScaled(-above[k], Row(k), Row(i), 0, size);
            }

            var to = Pointer(inverse) + ((long)i * size);
            for (var j = 0; j < size; j++)
            {
                Row(i)[j] /= above[i];
                to[j] = (float)Row(i)[j];
            }
        }

        double* Row(int row) => x + ((long)row * size);
    }

    /// <summary>Pᵀ: column j has its one at the row that row j is taken from.</summary>
    private static void LoadTransposedPermutation(PluFrame frame, double* x)
    {
        new Span<double>(x, frame.Size * frame.Size).Clear();
        for (var j = 0; j < frame.Size; j++)
        {
            x[((long)frame.Permutation[j] * frame.Size) + j] = 1;
        }
    }

    private static float* LowerRow(float* lower, int row) => lower + ((long)row * (row - 1) / 2);

    /// <summary>U with its diagonal; what lies below it is not written, and not read.</summary>
    private static void FillUpper(Tensor upper, Tensor logDiagonal, PluFrame frame, double* u)
    {
        var above = Pointer(upper);
        var logs = Pointer(logDiagonal);
        for (var k = 0; k < frame.Size; k++, u += frame.Size)
        {
            u[k] = frame.Signs[k] * Math.Exp(logs[k]);
            for (var j = k + 1; j < frame.Size; j++)
            {
                u[j] = *above++;
            }
        }
    }

    private static void AddUpperGradient(double* u, double* du, int size, float* dupper, float* dlogDiagonal)
    {
        for (var k = 0; k < size; k++, u += size, du += size)
        {
            dlogDiagonal[k] += (float)(du[k] * u[k]);
            for (var j = k + 1; j < size; j++)
            {
                *dupper++ += (float)du[j];
            }
        }
    }

    /// <summary><c>y[j] += a·x[j]</c> for start ≤ j &lt; end.</summary>
    private static void AddScaled(double a, double* x, double* y, int start, int end)
    {
        for (var j = start; j < end; j++)
        {
            y[j] += a * x[j];
        }
    }

    private static double Dot(double* x, double* y, int start, int end)
    {
        var sum = 0.0;
        for (var j = start; j < end; j++)
        {
            sum += x[j] * y[j];
        }

        return sum;
    }
}
