namespace FlowCore.Training;

/// <summary>
/// All that training changes besides the parameters themselves: where it stands, sections of numbers laid out as the parameters
/// are, such as the moments of an optimizer or an average of the weights, and single numbers under a name, such as the best score
/// so far. Saved with a model, it lets training go on as if it had never stopped: the order of images and every draw follow from
/// the seed and the step.
/// </summary>
/// <param name="arena">The parameters that are trained.</param>
public sealed class TrainingState(ParameterArena arena) : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _sections = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _numbers = new(StringComparer.Ordinal);

    /// <summary>The parameters that are trained.</summary>
    public ParameterArena Arena { get; } = arena;

    /// <summary>Steps done, refused ones included.</summary>
    public int Step { get; set; }

    /// <summary>Updates of the parameters, which refused steps are not.</summary>
    public int Updates { get; set; }

    /// <summary>The sections there are, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Sections => _sections;

    /// <summary>
    /// Single numbers by name, such as <c>plateau.best</c>: infinite ones and NaN too, and every bit of them comes back from a
    /// file.
    /// </summary>
    public IDictionary<string, double> Numbers => _numbers;

    /// <summary>A section of one number a parameter entry, zeros when it is first asked for.</summary>
    /// <param name="name">Its name, such as <c>adam.firstMoment</c>; without a slash.</param>
    public Tensor Section(string name)
    {
        if (!_sections.TryGetValue(name, out var section))
        {
            _sections[name] = section = Arena.Backend.Allocate(Arena.Values.Shape);
            Arena.Backend.Fill(section, 0);
        }

        return section;
    }

    /// <summary>Gives the sections' memory back.</summary>
    public void Dispose()
    {
        foreach (var section in _sections.Values)
        {
            section.Dispose();
        }

        _sections.Clear();
    }
}
