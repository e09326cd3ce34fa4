using System.Buffers;

namespace FlowCore.Autodiff.Operations;

/// <summary>The exponential of a convolution and the kernel that it is safe with, on a tape.</summary>
public static class ExponentialOperation
{
    /// <summary>
    /// A kernel whose zero-padded convolution has an operator norm of at most 1, <c>K = A/max(1, b)</c> with
    /// <c>b = √(‖A‖₁·‖A‖∞) ≥ ‖A‖₂</c>, and the trace of its middle tap. On the host, in double: sums of weights alone.
    /// </summary>
    /// <param name="free">A, <c>[C, C, kH, kW]</c>, odd extents.</param>
    /// <returns><c>[C·C·kH·kW + 1]</c>: K, and after it <c>Σ_c K[c, c, middle]</c>.</returns>
    public static Variable BoundKernel(this Variable free)
    {
        var (tape, backend, shape) = (free.Tape, free.Tape.Backend, free.Shape);
        var count = checked((int)shape.Count);
        using var memory = MemoryPool<double>.Shared.Rent(count + 1);
        var numbers = memory.Memory.Span[..(count + 1)];
        var kernel = numbers[..count];
        backend.Read(free.Value, kernel);
        var bound = KernelBound.Of(kernel, shape);
        for (var i = 0; i < count; i++)
        {
            kernel[i] *= bound.Scale;
        }

        numbers[count] = MiddleTrace(kernel, shape);
        var result = tape.Allocate(new Shape(count + 1));
        backend.Write(numbers, result);
        return tape.Record(result, [free], output => AddGradient(free, bound, output.Gradient!), readsResult: false);
    }

    /// <summary>
    /// <c>z = Σ_{i≤T} K^{*i} x / i!</c>, or with −K, by Horner's rule: <c>y ← x ± K y / i</c> from i = T down to 1.
    /// </summary>
    /// <remarks>
    /// The sums y are kept for the gradient of K, unless the tape recomputes: then they are computed again, the same bits.
    /// </remarks>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="kernel">K, <c>[C, C, kH, kW]</c>, odd extents.</param>
    /// <param name="terms">T, 1 or more.</param>
    /// <param name="negative">Whether it is the series of −K.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static Variable ConvolveExponential(this Variable x, Variable kernel, int terms, bool negative)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var sign = negative ? -1.0 : 1.0;
        var z = tape.Allocate(x.Shape);
        var keeps = tape.IsRecording && !tape.Recomputes;
        var kept = keeps ? Sums(terms, () => tape.Allocate(x.Shape)) : [];
        Evaluate(backend, x.Value, kernel.Value, sign, keeps ? [z, .. kept] : Sums(terms + 1, () => z));
        return tape.Record(
            z,
            [x, kernel],
            output =>
            {
                if (kernel.NeedsGradient && !keeps)
                {
                    // The last sum is z itself, which nothing here reads.
                    kept = Sums(terms, () => backend.Allocate(x.Shape));
                    using var unread = backend.Allocate(x.Shape);
                    Evaluate(backend, x.Value, kernel.Value, sign, [unread, .. kept]);
                }

                AddGradients(x, kernel, sign, terms, kept, output.Gradient!);
                foreach (var sum in kept)
                {
                    sum.Dispose();
                }
            },
            readsResult: false);
    }

    /// <summary>T − 1 sums, of which the i-th from 0 holds the y that is multiplied by K/(i + 1).</summary>
    private static Tensor[] Sums(int terms, Func<Tensor> make) => [.. Enumerable.Range(1, terms - 1).Select(_ => make())];

    /// <summary>Writes <c>y_{i−1} = x + sign·K y_i/i</c> into <c>sums[i − 1]</c>, from <c>y_T = x</c> to y_0; they may be one tensor.</summary>
    private static void Evaluate(IBackend backend, Tensor x, Tensor kernel, double sign, Tensor[] sums)
    {
        using var product = backend.Allocate(x.Shape);
        var y = x;
        for (var i = sums.Length; i >= 1; i--)
        {
            backend.Convolve<Identity>(y, kernel, null, product);
            y = sums[i - 1];
            backend.Copy(x, y);
            backend.Add(product, y, sign / i);
        }
    }

    /// <summary>
    /// With <c>g_0 = dz</c> and <c>g_i = ±Kᵀ g_{i−1}/i</c>: <c>dK += ±Σ_i g_{i−1} ⋆ y_i/i</c> and <c>dx += Σ_i g_i</c>.
    /// </summary>
    private static void AddGradients(Variable x, Variable kernel, double sign, int terms, Tensor[] sums, Tensor dz)
    {
        var backend = x.Tape.Backend;
        using var first = backend.Allocate(x.Shape);
        using var second = backend.Allocate(x.Shape);
        x.AddGradient(dz);
        var (power, factor) = (dz, 1.0);
        for (var i = 1; i <= terms; i++)
        {
            // (Kᵀ)^i dz without its factor, (±1)^i/i!, which goes to where it is added.
            factor *= sign / i;
            if (kernel.NeedsGradient)
            {
                backend.ConvolveWeightGradient(i == terms ? x.Value : sums[i - 1], power, kernel.GradientSum(), factor);
            }

            if (x.NeedsGradient || i < terms)
            {
                var next = ReferenceEquals(power, first) ? second : first;
                backend.ConvolveInputGradient(power, kernel.Value, next, accumulate: false);
                x.AddGradient(next, factor);
                power = next;
            }
        }
    }

    /// <summary>
    /// With s the scale, t the trace and <c>e = 1</c> where the bound is above 1, else 0:
    /// <c>dA = s·(dK + dt·∂t/∂K) − e·s²·(⟨dK, A⟩ + dt·t(A))·∂b/∂A</c>.
    /// </summary>
    private static void AddGradient(Variable free, KernelBound bound, Tensor gradient)
    {
        var (backend, shape) = (free.Tape.Backend, free.Shape);
        var count = (int)shape.Count;
        using var memory = MemoryPool<double>.Shared.Rent(count + count + 1);
        var a = memory.Memory.Span[..count];
        var given = memory.Memory.Span.Slice(count, count + 1);
        backend.Read(free.Value, a);
        backend.Read(gradient, given);
        var share = given[..count];
        var ofTrace = given[count];
        var along = ofTrace * MiddleTrace(a, shape);
        for (var i = 0; i < count; i++)
        {
            along += share[i] * a[i];
        }

        var (inputs, taps, scale) = (shape[1], shape[2] * shape[3], bound.Scale);
        for (var i = 0; i < count; i++)
        {
            var (entry, tap) = Math.DivRem(i, taps);
            var (output, input) = Math.DivRem(entry, inputs);
            var own = output == input && tap == taps / 2 ? share[i] + ofTrace : share[i];
            share[i] = scale * own;
            if (bound.Value > 1)
            {
                share[i] -= scale * scale * along * bound.Slope(output, input, a[i]);
            }
        }

        using var dfree = backend.Allocate(shape);
        backend.Write(share, dfree);
        free.AddGradient(dfree);
    }

    private static double MiddleTrace(ReadOnlySpan<double> kernel, Shape shape)
    {
        var (size, taps) = (shape[0], shape[2] * shape[3]);
        var trace = 0.0;
        for (var channel = 0; channel < size; channel++)
        {
            trace += kernel[(((channel * size) + channel) * taps) + (taps / 2)];
        }

        return trace;
    }
}
