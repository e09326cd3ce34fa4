namespace FlowCore.Autodiff.Operations;

/// <summary>Products and slopes, element by element, on a tape: what derivatives that are part of a value are made of.</summary>
public static class ProductOperation
{
    /// <summary>The slope of <see cref="Elu"/> from its value, in (0, 1].</summary>
    /// <param name="h">Any shape.</param>
    public static Variable SlopeOfElu(this Variable h)
    {
        var (tape, backend) = (h.Tape, h.Tape.Backend);
        var slope = tape.Allocate(h.Shape);
        backend.Fill(slope, 1);
        backend.ActivateGradient<Elu>(h.Value, slope, slope);
        return tape.Record(slope, [h], output =>
            h.ReceiveGradient(dh => backend.ActivateGradient<EluSlope>(slope, output.Gradient!, dh)));
    }

    /// <summary><c>a·b</c>, element by element.</summary>
    /// <remarks>
    /// A product with a value is what the gradient of the exponential is (<see cref="Exponential"/>), so that backends have it.
    /// </remarks>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The same shape.</param>
    public static Variable Times(this Variable a, Variable b)
    {
        var (tape, backend) = (a.Tape, a.Tape.Backend);
        var product = tape.Allocate(a.Shape);
        backend.ActivateGradient<Exponential>(a.Value, b.Value, product);
        return tape.Record(
            product,
            [a, b],
            output =>
            {
                Share(a, b);
                Share(b, a);

                void Share(Variable to, Variable other)
                {
                    if (to.NeedsGradient)
                    {
                        to.ReceiveGradient(share => backend.ActivateGradient<Exponential>(other.Value, output.Gradient!, share));
                    }
                }
            },
            readsResult: false);
    }
}
