namespace FlowCore.Autodiff;

/// <summary>A value on a <see cref="Tape"/>, with its gradient once the tape has run backward.</summary>
public sealed class Variable
{
    private readonly Variable? _whole;
    private readonly long _offset;
    private Tensor? _gradient;
    private bool _isGivenUp;

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

    /// <summary>
    /// Whether an operation may write its result over this value: it lies in memory of the tape's own, its operation does not
    /// read it again, and who holds it has given it up.
    /// </summary>
    internal bool MayBeOverwritten => IsFree && _isGivenUp;

    /// <summary>Whether the tape owns the value and the operation that made it does not read it again.</summary>
    internal bool IsFree { get; init; }

    /// <summary>Whether this value was written over an operand's, which gives the memory back.</summary>
    internal bool IsBorrowed { get; init; }

    /// <summary>Whether this is the log-det of a layer that preserves volume, so that adding it can be left out.</summary>
    internal bool IsZero { get; init; }

    /// <summary>The gradient that has arrived so far, or null when none has: then it is zero.</summary>
    public Tensor? Gradient => _whole is null ? _gradient : _whole.Gradient?.Part(_offset, Shape);

    /// <summary>Lets an operation that can write its result over this value: whoever holds it reads it no more.</summary>
    internal Variable GiveUp()
    {
        _isGivenUp = true;
        return this;
    }

    /// <summary>Takes <see cref="GiveUp"/> back.</summary>
    internal void Keep() => _isGivenUp = false;

    /// <summary>Where a consumer of this variable puts its share of the gradient.</summary>
    /// <returns>The tensor, and whether to add to it; when not, its contents are undefined.</returns>
    public (Tensor Gradient, bool Accumulate) GradientTarget()
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

        // An operation may ask for a share that nobody wants; then the tape owns it.
        _gradient = NeedsGradient ? Tape.Backend.Allocate(Shape) : Tape.Allocate(Shape);
        return (_gradient, false);
    }

    /// <summary><see cref="GradientTarget"/>, or none when nothing that trains lies behind this variable.</summary>
    public (Tensor? Gradient, bool Accumulate) GradientTargetOrNone() => NeedsGradient ? GradientTarget() : (null, false);

    /// <summary>The gradient for an operation that can only add to it.</summary>
    public Tensor GradientSum()
    {
        var (gradient, accumulate) = GradientTarget();
        if (!accumulate)
        {
            Tape.Backend.Fill(gradient, 0);
        }

        return gradient;
    }

    /// <summary>Adds <c>scale·share</c>, a share that was computed elsewhere.</summary>
    public void AddGradient(Tensor share, double scale = 1)
    {
        if (!NeedsGradient)
        {
            return;
        }

        if (scale != 1)
        {
            Tape.Backend.Add(share, GradientSum(), scale);
            return;
        }

        var (gradient, accumulate) = GradientTarget();
        if (accumulate)
        {
            Tape.Backend.Add(share, gradient);
        }
        else
        {
            Tape.Backend.Copy(share, gradient);
        }
    }

    /// <summary>Adds the whole gradient of another variable of this shape, which does not need it any more.</summary>
    internal void TakeGradient(Variable other)
    {
        if (!TryTakeGradient(other))
        {
            AddGradient(other.Gradient!);
        }
    }

    /// <summary>
    /// Makes the gradient of another variable of this shape, which does not need it any more, this one's without a copy: when
    /// none has arrived here and both have memory of their own.
    /// </summary>
    internal bool TryTakeGradient(Variable other)
    {
        if (!NeedsGradient || _gradient is not null || _whole is not null || other._whole is not null)
        {
            return false;
        }

        (_gradient, other._gradient) = (other._gradient, null);
        return true;
    }

    /// <summary>Takes the share of an operation that can only assign it, or drops it when nothing that trains lies behind.</summary>
    public void ReceiveGradient(Action<Tensor> assign)
    {
        if (NeedsGradient && GradientTarget() is (var gradient, false))
        {
            assign(gradient);
            return;
        }

        using var share = Tape.Backend.Allocate(Shape);
        assign(share);
        AddGradient(share);
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
