namespace FlowCore.Autodiff;

/// <summary>A value on a <see cref="Tape"/>, with its gradient once the tape has run backward.</summary>
public sealed class Variable
{
    private readonly Variable? _whole;
    private readonly long _offset;
    private Tensor? _gradient;

    internal Variable(Tape tape, Tensor value, bool needsGradient)
    {
        Tape = tape;
        Value = value;
        NeedsGradient = needsGradient;
    }

    /// <summary>A part of another variable (all of it, when aliased on another tape); its gradient is part of the other's.</summary>
    internal Variable(Tape tape, Variable whole, Tensor value, long offset)
        : this(tape, value, whole.NeedsGradient)
    {
        _whole = whole;
        _offset = offset;
    }

    /// <summary>A parameter: its gradient lies in the arena and is added to.</summary>
    internal Variable(Tape tape, Tensor value, Tensor gradient)
        : this(tape, value, needsGradient: true)
    {
        _gradient = gradient;
        IsParameter = true;
    }

    /// <summary>The tape it lives on.</summary>
    public Tape Tape { get; }

    /// <summary>What was computed.</summary>
    public Tensor Value { get; }

    /// <summary>The shape of <see cref="Value"/>.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>Whether something that trains lies behind it.</summary>
    public bool NeedsGradient { get; }

    internal bool IsParameter { get; }

    /// <summary>The gradient that has arrived so far, or null when none has: then it is zero.</summary>
    public Tensor? Gradient => _whole is null ? _gradient : _whole.Gradient?.Part(_offset, Shape);

    /// <summary>Where a consumer of this variable puts its share of the gradient.</summary>
    /// <returns>The tensor, and whether to add to it; when not, its contents are undefined.</returns>
    internal (Tensor Gradient, bool Accumulate) GradientTarget()
    {
        if (_whole is not null)
        {
            // A part may be all that ever receives a gradient, so the rest of the whole must start at zero.
            var (gradient, filled) = _whole.GradientTarget();
            if (!filled)
            {
                Tape.Backend.Fill(gradient, 0);
            }

            return (gradient.Part(_offset, Shape), true);
        }

        if (_gradient is not null)
        {
            return (_gradient, true);
        }

        _gradient = Tape.Backend.Allocate(Shape);
        return (_gradient, false);
    }

    internal void ReleaseGradient()
    {
        if (!IsParameter)
        {
            _gradient?.Dispose();
            _gradient = null;
        }
    }
}
