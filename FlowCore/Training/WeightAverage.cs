namespace FlowCore.Training;

/// <summary>
/// An exponential moving average of the weights, kept beside them in a section of the training state and never written over them:
/// <c>average += (1 − d)·(weights − average)</c> after each update, with <c>d = min(decay, (1 + n)/(10 + n))</c> after n earlier
/// ones (Polyak and Juditsky 1992 for averaging; the warm-up is that of TensorFlow's ExponentialMovingAverage), so that the
/// weights of the start are soon forgotten. It begins as the weights.
/// </summary>
public sealed class WeightAverage
{
    /// <summary>The section of a training state that it is in.</summary>
    public const string Section = "average";

    private const string Updates = "average.updates";

    private readonly TrainingState _state;
    private readonly double _decay;

    /// <summary>The average of a training, which goes on where the state stands.</summary>
    internal WeightAverage(TrainingState state, double decay) => (_state, _decay) = (state, decay);

    /// <summary>The averaged weights, laid out as the weights are.</summary>
    public Tensor Values
    {
        get
        {
            EnsureStarted();
            return _state.Section(Section);
        }
    }

    /// <summary>Does something with the averaged weights in the model, and puts the others back, bit for bit.</summary>
    /// <param name="action">What to do, such as to score images or to draw samples.</param>
    public void Use(Action action)
    {
        var (backend, weights, average) = (_state.Arena.Backend, _state.Arena.Values, Values);
        using var raw = backend.Allocate(weights.Shape);
        backend.Copy(weights, raw);
        try
        {
            backend.Copy(average, weights);
            action();
        }
        finally
        {
            backend.Copy(raw, weights);
        }
    }

    /// <summary>Begins as the weights that there are, unless it has begun.</summary>
    internal void EnsureStarted()
    {
        if (!_state.Sections.ContainsKey(Section))
        {
            Restart();
        }
    }

    /// <summary>Begins as the weights that there are.</summary>
    internal void Restart()
    {
        _state.Arena.Backend.Copy(_state.Arena.Values, _state.Section(Section));
        _state.Numbers[Updates] = 0;
    }

    /// <summary>Takes the weights after an update; it must have begun before that.</summary>
    internal void Update()
    {
        var updates = _state.Numbers[Updates];
        var decay = Math.Min(_decay, (1 + updates) / (10 + updates));
        _state.Arena.Backend.Lerp(_state.Arena.Values, 1 - decay, _state.Section(Section));
        _state.Numbers[Updates] = updates + 1;
    }
}
