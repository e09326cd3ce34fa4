namespace FlowCore.Autodiff.Operations;

/// <summary>The kernels of convolutions whose Jacobian is triangular, and what its diagonal is made of, on a tape.</summary>
public static class CausalOperation
{
    /// <summary>The kernel <c>[C·b, C·a, kH, kW]</c> of <see cref="IBackend.AssembleCausal"/>.</summary>
    /// <param name="logDiagonal">Logarithms of what a group's channels weigh those of the same group and pixel, <c>[C·b·a]</c>.</param>
    /// <param name="free">The weights of what comes before, or null for zeros: then the kernel is the diagonal's alone.</param>
    /// <param name="shape"><c>[C·b, C·a, kH, kW]</c>, odd extents.</param>
    /// <param name="groups">C.</param>
    /// <param name="mirrored">Whether the order of pixels and groups runs backwards.</param>
    public static Variable AssembleCausal(this Variable logDiagonal, Variable? free, Shape shape, int groups, bool mirrored)
    {
        var (tape, backend) = (logDiagonal.Tape, logDiagonal.Tape.Backend);
        var w = tape.Allocate(shape);
        backend.AssembleCausal(free?.Value, logDiagonal.Value, groups, mirrored, w);
        return tape.Record(w, free is null ? [logDiagonal] : [logDiagonal, free], output => backend.AssembleCausalGradient(
            w, output.Gradient!, groups, mirrored, free?.GradientSum(), logDiagonal.GradientSum()));
    }

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
