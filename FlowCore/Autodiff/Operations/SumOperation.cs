namespace FlowCore.Autodiff.Operations;

/// <summary>Sums and differences, element by element, on a tape.</summary>
public static class SumOperation
{
    /// <summary>
    /// <c>a + scale·b</c>: log-dets, a residual, or a difference at −1. Nothing is computed where one is a volume-preserving
    /// layer's zero log-det. An a that was given up is written over.
    /// </summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    /// <param name="scale">The factor of b.</param>
    public static Variable Plus(this Variable a, Variable b, double scale = 1)
    {
        var (tape, backend) = (a.Tape, a.Tape.Backend);
        if (b.IsZero)
        {
            return a;
        }

        if (a.IsZero && scale == 1)
        {
            return b;
        }

        var sum = tape.CopyOver(a);
        backend.Add(b.Value, sum, scale);
        return tape.Record(
            sum,
            [a, b],
            output =>
            {
                b.AddGradient(output.Gradient!, scale);
                a.TakeGradient(output);
            },
            readsResult: false);
    }
}
