using FlowCore.Files.SafeTensors;
using FlowCore.Layers;

namespace FlowCore.Checkpoints;

/// <summary>
/// The tensors that a checkpoint has to have, compared with its header while layers are made: a file that has other ones is
/// refused before there is memory for any number, and before there are more layers than it has tensors.
/// </summary>
internal sealed class CheckpointTensors(SafeTensorsReader reader)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The name under which the permutation of a PLU matrix is kept.</summary>
    public static string PermutationOf(PluConv1x1 layer) => layer.Name + ".permutation";

    /// <summary>The name under which the signs of a PLU matrix are kept.</summary>
    public static string SignsOf(PluConv1x1 layer) => layer.Name + ".signs";

    /// <summary>Compares what a layer needs with what is there.</summary>
    /// <exception cref="FlowException">A tensor is missing, or of another shape or type; the line does not name the file.</exception>
    public void Require(Bijector layer)
    {
        foreach (var parameter in layer.Parameters)
        {
            Require(parameter.Name, parameter.Shape, SafeTensorsType.IsConvertible, SafeTensorsType.Convertible);
        }

        if (layer is PluConv1x1 plu)
        {
            var shape = new Shape(layer.InputShape.Channels);
            Require(PermutationOf(plu), shape, SafeTensorsType.Int32.Equals, SafeTensorsType.Int32);
            Require(SignsOf(plu), shape, SafeTensorsType.Int32.Equals, SafeTensorsType.Int32);
        }
    }

    /// <summary>Refuses tensors that no layer asked for.</summary>
    /// <exception cref="FlowException">There is one; the line does not name the file.</exception>
    public void ThrowIfMore()
    {
        if (reader.Entries.FirstOrDefault(entry => !_known.Contains(entry.Name)) is { } unknown)
        {
            throw new FlowException("tensors", "only those of its configuration", $"{unknown}", "");
        }
    }

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
