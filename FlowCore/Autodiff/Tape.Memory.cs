namespace FlowCore.Autodiff;

/// <content>The memory that a tape owns: when it is taken, shared, written over and given back.</content>
public sealed partial class Tape
{
    private readonly List<Tensor> _owned = [];
    private readonly Dictionary<int, Tensor> _zeros = [];

    // What is computed of parameters alone, and stays until they may have changed.
    private readonly Dictionary<object, Variable> _derived = [];
    private readonly List<Tensor> _lasting = [];

    /// <summary>The log-det of a layer that preserves volume: zeros <c>[N]</c>, the same tensor for all of them.</summary>
    public Variable ZeroLogDet(int samples)
    {
        if (!_zeros.TryGetValue(samples, out var zeros))
        {
            _zeros[samples] = zeros = Backend.Allocate(new Shape(samples));
            Backend.Fill(zeros, 0);
        }

        return new Variable(this, zeros, needsGradient: false) { IsZero = true };
    }

    /// <summary>A tensor that lives as long as this tape, for a result of an operation or what its gradient needs.</summary>
    public Tensor Allocate(Shape shape)
    {
        var tensor = Backend.Allocate(shape);
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>
    /// What depends on parameters alone, such as an inverse matrix. A tape that does not record computes it once and has it
    /// until it is cleared, so that many batches share it; one that records computes it each time.
    /// </summary>
    /// <param name="key">Tells it from everything else on this tape.</param>
    /// <param name="from">What <paramref name="make"/> is given, so that it need not capture anything.</param>
    /// <param name="make">Computes it.</param>
    public Variable Derived<T>(object key, T from, Func<Tape, T, Variable> make)
    {
        if (IsRecording)
        {
            return make(this, from);
        }

        if (!_derived.TryGetValue(key, out var variable))
        {
            var first = _owned.Count;
            _derived[key] = variable = make(this, from);
            _lasting.AddRange(_owned[first..]);
            _owned.RemoveRange(first, _owned.Count - first);
        }

        return variable;
    }

    /// <summary>Memory for a result of the shape of <paramref name="operand"/>: the operand's own, if it may be overwritten.</summary>
    internal Tensor ResultOver(Variable operand) => operand.MayBeOverwritten ? operand.Value : Allocate(operand.Shape);

    /// <summary><see cref="ResultOver"/> with the numbers of the operand in it, for what an operation adds to.</summary>
    internal Tensor CopyOver(Variable operand)
    {
        var result = ResultOver(operand);
        if (!ReferenceEquals(result, operand.Value))
        {
            Backend.Copy(operand.Value, result);
        }

        return result;
    }

    /// <summary>The same number everywhere, which nothing comes back to.</summary>
    internal Variable Filled(Shape shape, double value)
    {
        var tensor = Allocate(shape);
        Backend.Fill(tensor, value);
        return Input(tensor);
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

        foreach (var tensor in _lasting)
        {
            tensor.Dispose();
        }

        _records.Clear();
        _derived.Clear();
        _lasting.Clear();
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
}
