namespace FlowCore.Autodiff;

/// <summary>
/// Records operations as they run, and runs their gradients in reverse. It owns every tensor that was computed on it.
/// Reverse mode and first derivatives only. A tape that does not record computes the same values and keeps no more of
/// them than the layer at hand needs.
/// </summary>
public sealed partial class Tape : IDisposable
{
    private readonly List<TapeRecord> _records = [];
    private readonly List<Variable> _inputs = [];

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

    /// <summary>
    /// Whether operations that can do so compute what their gradient needs again instead of keeping it (gradient
    /// checkpointing): less memory, more time, the same bits.
    /// </summary>
    public bool Recomputes { get; init; }

    /// <summary>Ends what runs on this tape between two operations.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Is shown what each layer gave, its value and its log-det, as it runs; or null.</summary>
    internal Action<FlowPart, Variable, Variable>? Watcher { get; set; }

    /// <summary>The part whose operations run, or null between parts; after an exception the part that it came from.</summary>
    internal FlowPart? Running { get; private set; }

    /// <summary>Runs something as a part of a model.</summary>
    internal T Within<T>(FlowPart part, Func<T> run)
    {
        var around = Enter(part);
        var result = run();
        Leave(around);
        return result;
    }

    /// <summary>Says that operations are a part's from here on.</summary>
    /// <returns>What <see cref="Leave"/> is to be given at its end.</returns>
    internal FlowPart? Enter(FlowPart part)
    {
        var around = Running;
        Running = part;
        return around;
    }

    /// <summary>Says that operations are those of the part around it again.</summary>
    internal void Leave(FlowPart? around) => Running = around;

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

    /// <summary>
    /// The result of an operation, and how its gradient reaches its inputs. An operation computes its result into memory of
    /// <see cref="Allocate"/> and records it here; its gradient is run in reverse order, if one arrives at the result.
    /// </summary>
    /// <param name="result">What was computed; an input's own tensor, if it was written over that.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="backward">
    /// Is given the result, whose <see cref="Variable.Gradient"/> is there, and adds to the gradients of the inputs: see
    /// <see cref="Variable.GradientTarget"/>. It may read the inputs, and the result if <paramref name="readsResult"/> says so.
    /// </param>
    /// <param name="readsResult">Whether the gradient reads the result; if not, a later operation may write over it.</param>
    /// <returns>The result on this tape.</returns>
    public Variable Record(Tensor result, ReadOnlySpan<Variable> inputs, Action<Variable> backward, bool readsResult = true)
    {
        var output = Output(result, inputs, readsResult);
        if (output.NeedsGradient)
        {
            _records.Add(new TapeRecord(output, null, backward, null));
        }

        return output;
    }

    /// <summary>Two results of an operation, such as a value and its log-det. The gradient may read both.</summary>
    /// <param name="first">The first result.</param>
    /// <param name="second">The second one.</param>
    /// <param name="inputs">What they were computed from.</param>
    /// <param name="backward">
    /// Is given both results, of which one at least has a gradient (<see cref="GradientOrZero"/> gives zeros for the other), and
    /// adds to the gradients of the inputs.
    /// </param>
    public (Variable First, Variable Second) Record(
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
    public Tensor GradientOrZero(Variable output)
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
