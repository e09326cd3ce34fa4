namespace FlowCore.Autodiff.Operations;

/// <summary>Trading time for memory: a stretch of the tape that is run again in the backward pass instead of being kept.</summary>
public static class RecomputeOperation
{
    /// <summary><c>y = f(x)</c>, of whose inner values none is kept. Gradients are the same bits as without.</summary>
    /// <param name="x">The only input from this tape.</param>
    /// <param name="f">A function of its argument and of parameters; it is called a second time, on another tape.</param>
    public static Variable Recompute(this Variable x, Func<Variable, Variable> f)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        if (!tape.IsRecording)
        {
            return f(x);
        }

        Tensor y;
        using (var inner = new Tape(backend, recording: false))
        {
            y = inner.Detach(f(inner.Input(x.Value)));
        }

        return tape.RecordAlways(tape.Adopt(y), output =>
        {
            using var inner = new Tape(backend);
            inner.Backward((f(inner.Alias(x)), output.Gradient!));
        });
    }
}
