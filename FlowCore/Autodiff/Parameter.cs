namespace FlowCore.Autodiff;

/// <summary>
/// Numbers that are trained. A layer declares them with their initial values; a <see cref="ParameterArena"/> gives them
/// memory on a backend.
/// </summary>
public sealed class Parameter
{
    private Func<double[]>? _initial;
    private IBackend? _backend;
    private Tensor? _value;
    private Tensor? _gradient;

    /// <summary>A parameter that is not yet on any backend.</summary>
    /// <param name="name">The path of its layer and its own name, such as <c>level1.step2.actnorm.logScale</c>.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="initial">Its first values, in order.</param>
    public Parameter(string name, Shape shape, double[] initial)
        : this(name, shape, () => initial)
    {
        ShapeException.ThrowIfNot(shape.Count, initial.Length, name, "initial values");
    }

    /// <summary>A parameter whose first values are made when it gets its memory; from a file, they never are.</summary>
    /// <param name="name">The path of its layer and its own name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="initial">Makes its first values, in order; called once at most, and let go of then.</param>
    public Parameter(string name, Shape shape, Func<double[]> initial)
    {
        (Name, Shape, _initial) = (name, shape, initial);
    }

    /// <summary>The path of its layer and its own name.</summary>
    public string Name { get; }

    /// <summary>Its extents.</summary>
    public Shape Shape { get; }

    /// <summary>Its values on the backend, a view into the arena.</summary>
    public Tensor Value => _value ?? throw NotPlaced();

    /// <summary>Its gradient on the backend, a view into the arena.</summary>
    public Tensor Gradient => _gradient ?? throw NotPlaced();

    /// <summary>Gives it memory, and there its first values or, where it moves, those that it has.</summary>
    internal void Place(IBackend backend, Tensor value, Tensor gradient, bool withValues)
    {
        if (withValues)
        {
            backend.Write(Values(), value);
        }

        (_backend, _value, _gradient, _initial) = (backend, value, gradient, null);
    }

    private double[] Values()
    {
        if (_initial is not null)
        {
            return _initial();
        }

        var values = new double[Shape.Count];
        _backend!.Read(Value, values);
        return values;
    }

    private FlowException NotPlaced() =>
        new(Name, "a parameter on a backend", "one without memory", "Put the layer's parameters in a ParameterArena first.");
}
