namespace FlowCore.Autodiff;

/// <summary>
/// Records operations as they run, and runs their gradients in reverse. It owns every tensor that was computed on it.
/// Reverse mode and first derivatives only. A tape that does not record computes the same values and keeps no more of
/// them than the layer at hand needs.
/// </summary>
public sealed class Tape : IDisposable
{
    private readonly List<TapeRecord> _records = [];
    private readonly List<Tensor> _owned = [];
    private readonly List<Variable> _inputs = [];
    private readonly Dictionary<int, Tensor> _zeros = [];

    // They outlive what is computed from them: a parameter stays where it is.
    private readonly Dictionary<Parameter, Variable> _parameters = [];

    private bool _ran;

    /// <summary>An empty tape.</summary>
    /// <param name="backend">Where the operations run.</param>
    /// <param name="recording">Whether <see cref="Backward(Variable, double)"/> will be called.</param>
    public Tape(IBackend backend, bool recording = true)
    {
        Backend = backend;
        IsRecording = recording;
    }

    /// <summary>Where the operations run.</summary>
    public IBackend Backend { get; }

    /// <summary>Whether gradients can be asked for.</summary>
    public bool IsRecording { get; }

    /// <summary>Ends what runs on this tape between two operations.</summary>
    internal CancellationToken Cancellation { get; set; }

    /// <summary>A value from outside. The tape does not own it.</summary>
    public Variable Input(Tensor value, bool needsGradient = false)
    {
        var input = new Variable(this, value, needsGradient && IsRecording);
        _inputs.Add(input);
        return input;
    }

    /// <summary>A parameter; its gradient is added to the one in its arena.</summary>
    public Variable Use(Parameter parameter)
    {
        // It may have been placed anew since.
        if (!_parameters.TryGetValue(parameter, out var variable) || !ReferenceEquals(variable.Value, parameter.Value))
        {
            _parameters[parameter] = variable = IsRecording
                ? new Variable(this, parameter.Value, parameter.Gradient)
                : new Variable(this, parameter.Value, needsGradient: false);
        }

        return variable;
    }

    /// <summary>The log-det of a layer that preserves volume: zeros <c>[N]</c>, the same tensor for all of them.</summary>
    internal Variable ZeroLogDet(int samples)
    {
        if (!_zeros.TryGetValue(samples, out var zeros))
        {
            _zeros[samples] = zeros = Backend.Allocate(new Shape(samples));
            Backend.Fill(zeros, 0);
        }

        return new Variable(this, zeros, needsGradient: false) { IsZero = true };
    }

    /// <summary>A tensor that lives as long as this tape, for a result of an operation or what its gradient needs.</summary>
    internal Tensor Allocate(Shape shape) => Adopt(Backend.Allocate(shape));

    internal Tensor Adopt(Tensor tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Memory for a result of the shape of <paramref name="operand"/>: the operand's own, if it may be overwritten.</summary>
    internal Tensor ResultOver(Variable operand) => operand.MayBeOverwritten ? operand.Value : Allocate(operand.Shape);

    /// <summary>The result of an operation, and how its gradient reaches its inputs.</summary>
    /// <param name="result">What was computed; an input's own tensor, if it was written over that.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="backward">Adds to the gradients of the inputs, from that of the result.</param>
    /// <param name="readsResult">Whether the gradient reads the result; if not, a later operation may write over it.</param>
    internal Variable Record(Tensor result, ReadOnlySpan<Variable> inputs, Action<Variable> backward, bool readsResult = true)
    {
        var output = Output(result, inputs, readsResult);
        if (output.NeedsGradient)
        {
            _records.Add(new TapeRecord(output, null, backward, null));
        }

        return output;
    }

    /// <summary>Two results of an operation. The gradient may read both.</summary>
    internal (Variable First, Variable Second) Record(
        Tensor first, Tensor second, ReadOnlySpan<Variable> inputs, Action<Variable, Variable> backward)
    {
        var (a, b) = (Output(first, inputs, readsResult: true), Output(second, inputs, readsResult: true));
        if (a.NeedsGradient)
        {
            _records.Add(new TapeRecord(a, b, null, backward));
        }

        return (a, b);
    }

    /// <summary>The gradient of an output, or zeros when nothing that was differentiated depends on it.</summary>
    internal Tensor GradientOrZero(Variable output)
    {
        if (output.Gradient is { } gradient)
        {
            return gradient;
        }

        var (zero, _) = output.GradientTarget();
        Backend.Fill(zero, 0);
        return zero;
    }

    /// <summary>Runs the gradients from one output, each element of whose own gradient is <paramref name="seed"/>.</summary>
    public void Backward(Variable output, double seed)
    {
        Seed(output, gradient => Backend.Fill(gradient, seed));
        RunBackward();
    }

    /// <summary>
    /// Runs the gradients from outputs whose gradients are given. A tape runs backward once: values are released as soon
    /// as nothing needs them, so that the gradients of a step take the place of its activations.
    /// </summary>
    public void Backward(params ReadOnlySpan<(Variable Output, Tensor Gradient)> seeds)
    {
        foreach (var (output, seed) in seeds)
        {
            Seed(output, gradient => Backend.Copy(seed, gradient));
        }

        RunBackward();
    }

    /// <summary>Where the tensors start that a layer about to run will own; see <see cref="CloseFrame"/>.</summary>
    internal int OpenFrame() => _owned.Count;

    /// <summary>
    /// On a tape that does not record, releases what was computed since <paramref name="frame"/> but for the results kept.
    /// </summary>
    internal void CloseFrame(int frame, params ReadOnlySpan<Variable> keep)
    {
        if (IsRecording)
        {
            return;
        }

        var kept = frame;
        for (var i = frame; i < _owned.Count; i++)
        {
            var tensor = _owned[i];
            if (IsKept(tensor, keep))
            {
                _owned[kept++] = tensor;
            }
            else
            {
                tensor.Dispose();
            }
        }

        _owned.RemoveRange(kept, _owned.Count - kept);
    }

    /// <summary>Gives back every tensor that is still owned.</summary>
    public void Dispose()
    {
        Clear();
        _parameters.Clear();
    }

    /// <summary>Gives back every tensor that is still owned, and starts over: a loop needs no new tape a step.</summary>
    public void Clear()
    {
        _ran = false;
        foreach (var record in _records)
        {
            record.ReleaseGradients();
        }

        foreach (var input in _inputs)
        {
            input.ReleaseGradient();
        }

        foreach (var tensor in _owned)
        {
            tensor.Dispose();
        }

        foreach (var tensor in _zeros.Values)
        {
            tensor.Dispose();
        }

        _records.Clear();
        _inputs.Clear();
        _owned.Clear();
        _zeros.Clear();
    }

    private static bool IsKept(Tensor tensor, ReadOnlySpan<Variable> keep)
    {
        foreach (var variable in keep)
        {
            if (ReferenceEquals(variable.Value.Storage, tensor.Storage))
            {
                return true;
            }
        }

        return false;
    }

    private Variable Output(Tensor result, ReadOnlySpan<Variable> inputs, bool readsResult)
    {
        Cancellation.ThrowIfCancellationRequested();
        var borrowed = false;
        foreach (var input in inputs)
        {
            borrowed |= ReferenceEquals(input.Value, result);
        }

        return new Variable(this, result, NeedsAny(inputs)) { IsFree = !readsResult || !IsRecording, IsBorrowed = borrowed };
    }

    private bool NeedsAny(ReadOnlySpan<Variable> inputs)
    {
        if (!IsRecording)
        {
            return false;
        }

        foreach (var input in inputs)
        {
            if (input.NeedsGradient)
            {
                return true;
            }
        }

        return false;
    }

    private void Seed(Variable output, Action<Tensor> write)
    {
        if (!IsRecording)
        {
            throw new InvalidOperationException("Tape.Backward: expected a recording tape, got one that keeps nothing.");
        }

        if (_ran)
        {
            throw new InvalidOperationException("Tape.Backward: expected to run once, got a second call. Record again.");
        }

        if (!output.NeedsGradient)
        {
            return;
        }

        var (gradient, accumulate) = output.GradientTarget();
        if (!accumulate)
        {
            write(gradient);
            return;
        }

        using var seed = Backend.Allocate(output.Shape);
        write(seed);
        Backend.Add(seed, gradient);
    }

    private void RunBackward()
    {
        _ran = true;
        for (var i = _records.Count - 1; i >= 0; i--)
        {
            Cancellation.ThrowIfCancellationRequested();
            _records[i].Run();
        }

        _records.Clear();
    }
}
