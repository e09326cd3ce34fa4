namespace FlowCore.Autodiff.Operations;

/// <summary>Sums of log-densities and log-dets, one number a sample, on a tape.</summary>
public static class DensityOperation
{
    /// <summary><c>Σ ln p(z)</c> over all elements of each sample.</summary>
    /// <param name="z"><c>[C, N, H, W]</c>.</param>
    /// <returns><c>[N]</c>, in nats.</returns>
    public static Variable LogDensity<TDensity>(this Variable z)
        where TDensity : struct, ILogDensity
    {
        var (tape, backend) = (z.Tape, z.Tape.Backend);
        var y = tape.Allocate(new Shape(z.Shape.Batch));
        backend.Fill(y, 0);
        backend.LogDensity<TDensity>(z.Value, y);
        return tape.Record(y, [z], output =>
        {
            var (dz, accumulate) = z.GradientTarget();
            backend.LogDensityGradient<TDensity>(z.Value, output.Gradient!, dz, accumulate);
        });
    }

    /// <summary><c>a + b</c>, such as two log-dets; nothing is computed where one is a volume-preserving layer's zero.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    public static Variable Plus(this Variable a, Variable b)
    {
        var (tape, backend) = (a.Tape, a.Tape.Backend);
        if (a.IsZero)
        {
            return b;
        }

        if (b.IsZero)
        {
            return a;
        }

        var sum = tape.ResultOver(a);
        if (!ReferenceEquals(sum, a.Value))
        {
            backend.Copy(a.Value, sum);
        }

        backend.Add(b.Value, sum);
        return tape.Record(
            sum,
            [a, b],
            output =>
            {
                b.AddGradient(output.Gradient!);
                a.TakeGradient(output);
            },
            readsResult: false);
    }
}
