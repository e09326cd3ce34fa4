namespace FlowCore.Autodiff;

/// <summary>
/// One block of memory for all parameters of a model and one for their gradients, so that clipping, an optimizer step or
/// an average over weights is one pass over contiguous numbers.
/// </summary>
public sealed class ParameterArena : IDisposable
{
    /// <summary>Places the parameters on a backend.</summary>
    /// <param name="backend">Where.</param>
    /// <param name="parameters">Which, each under a name of its own.</param>
    /// <param name="withInitialValues">
    /// Whether their initial values are written (of parameters that move here, those they have), or the caller writes all of them.
    /// </param>
    public ParameterArena(IBackend backend, IReadOnlyList<Parameter> parameters, bool withInitialValues = true)
    {
        Backend = backend;
        Parameters = parameters;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (!names.Add(parameter.Name))
            {
                throw new FlowException("ParameterArena", "a name for each parameter", $"'{parameter.Name}' twice", "Name the layers.");
            }
        }

        var shape = new Shape(checked((int)parameters.Sum(p => p.Shape.Count)));
        Values = backend.Allocate(shape);
        Gradients = backend.Allocate(shape);
        backend.Fill(Gradients, 0);
        foreach (var ((parameter, value), (_, gradient)) in PartsOf(Values).Zip(PartsOf(Gradients)))
        {
            parameter.Place(backend, value, gradient, withInitialValues);
        }
    }

    /// <summary>Where the parameters are.</summary>
    public IBackend Backend { get; }

    /// <summary>The parameters, in the order of their memory.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All values.</summary>
    public Tensor Values { get; }

    /// <summary>All gradients.</summary>
    public Tensor Gradients { get; }

    /// <summary>Numbers that are trained.</summary>
    public long Count => Values.Shape.Count;

    /// <summary>Starts a step: all gradients are 0.</summary>
    public void ZeroGradients() => Backend.Fill(Gradients, 0);

    /// <summary>
    /// The part of each parameter in a tensor that is laid out as <see cref="Values"/> are, such as a moment of an optimizer.
    /// </summary>
    public IEnumerable<(Parameter Parameter, Tensor Part)> PartsOf(Tensor section)
    {
        ShapeException.ThrowIfNot(Values.Shape, section.Shape, "ParameterArena.PartsOf");
        var offset = 0L;
        foreach (var parameter in Parameters)
        {
            yield return (parameter, section.Part(offset, parameter.Shape));
            offset += parameter.Shape.Count;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }
}
