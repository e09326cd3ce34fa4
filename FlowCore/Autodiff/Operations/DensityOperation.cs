namespace FlowCore.Autodiff.Operations;

/// <summary>The density of latents, on a tape.</summary>
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
}
