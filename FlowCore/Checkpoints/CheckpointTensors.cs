using FlowCore.Files.SafeTensors;

namespace FlowCore.Checkpoints;

/// <summary>
/// The tensors that a checkpoint has to have, compared with its header while a model's parts are made: a file that has other ones
/// is refused before there is memory for any number, and before there are more parts than it has tensors.
/// </summary>
internal sealed class CheckpointTensors(SafeTensorsReader reader)
{
    // Sections of a training state: the section, this, and the parameter.
    private const char OfSection = '/';

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The name of a parameter's part of a section of a training state.</summary>
    public static string InSection(string section, string parameter) => section + OfSection + parameter;

    /// <summary>Compares what a part of a model needs with what is there.</summary>
    /// <exception cref="FlowException">A tensor is missing, or of another shape or type; the line does not name the file.</exception>
    public void Require(FlowPart part)
    {
        foreach (var parameter in part.Parameters)
        {
            RequireNumbers(parameter.Name, parameter.Shape);
        }

        foreach (var constant in part.Constants)
        {
            Require(constant.Name, constant.Shape, SafeTensorsType.Int32.Equals, SafeTensorsType.Int32);
        }
    }

    /// <summary>Compares a section of a training state with what is there.</summary>
    /// <inheritdoc cref="Require(FlowPart)"/>
    public void RequireSection(string section, IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            RequireNumbers(InSection(section, parameter.Name), parameter.Shape);
        }
    }

    /// <summary>Refuses tensors that no part asked for and that belong to no section.</summary>
    /// <exception cref="FlowException">There is one; the line does not name the file.</exception>
    public void ThrowIfMore(IEnumerable<string> sections)
    {
        var starts = sections.Select(section => section + OfSection).ToArray();
        if (reader.Entries.FirstOrDefault(entry => !_known.Contains(entry.Name) && !IsOfSection(entry.Name)) is { } unknown)
        {
            throw new FlowException("tensors", "only those of its configuration", $"{unknown}", "");
        }

        bool IsOfSection(string name) =>
            starts.Any(start => name.StartsWith(start, StringComparison.Ordinal) && _known.Contains(name[start.Length..]));
    }

    private void RequireNumbers(string name, Shape shape) =>
        Require(name, shape, SafeTensorsType.IsConvertible, SafeTensorsType.Convertible);

    private void Require(string name, Shape shape, Func<string, bool> isOfType, string types)
    {
        _known.Add(name);
        if (!reader.Contains(name))
        {
            throw new FlowException(name, $"a tensor {shape}", $"none among {reader.Entries.Count}", "");
        }

        var entry = reader.Entry(name);
        ShapeException.ThrowIfNot(shape, entry.Shape, name);
        if (!isOfType(entry.Dtype))
        {
            throw new FlowException(name, types, entry.Dtype, "");
        }
    }
}
