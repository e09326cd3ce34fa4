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
    /// <param name="withInitialValues">Whether their initial values are written, or the caller writes all of them.</param>
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
        long offset = 0;
        foreach (var parameter in parameters)
        {
            parameter.Place(Values.Part(offset, parameter.Shape), Gradients.Part(offset, parameter.Shape));
            if (withInitialValues)
            {
                backend.Write(parameter.Initial, parameter.Value);
            }

            offset += parameter.Shape.Count;
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

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Values.Dispose();
        Gradients.Dispose();
    }
}
