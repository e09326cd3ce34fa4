namespace FlowCore.Autodiff.Operations;

/// <summary>The kernels of convolutions whose Jacobian is triangular, on a tape.</summary>
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
}
