using FlowCore.Backends;
using FlowCore.Files.SafeTensors;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>One layer in a file: its parameters, and what else it has that is not in its constructor's arguments.</summary>
internal static class LayerFile
{
    public static void Save(string path, PlacedLayer placed)
    {
        var writer = new SafeTensorsWriter();
        foreach (var parameter in placed.Layer.Parameters)
        {
            var values = new float[parameter.Shape.Count];
            placed.Backend.Read(parameter.Value, values);
            writer.Add(parameter.Name, parameter.Shape, values);
        }

        foreach (var layer in placed.Layer.Tree.OfType<PluConv1x1>())
        {
            var shape = new Shape(layer.Frame.Size);
            writer.Add(layer.Name + ".permutation", shape, layer.Frame.Permutation.ToArray());
            writer.Add(layer.Name + ".signs", shape, layer.Frame.Signs.ToArray());
        }

        writer.Save(path);
    }

    public static void Load(string path, PlacedLayer placed)
    {
        using var reader = new SafeTensorsReader(path);
        foreach (var parameter in placed.Layer.Parameters)
        {
            placed.Backend.Write(reader.ReadFloats(parameter.Name), parameter.Value);
        }

        foreach (var layer in placed.Layer.Tree.OfType<PluConv1x1>())
        {
            layer.Frame = new PluFrame([.. reader.ReadInts(layer.Name + ".permutation")], [.. reader.ReadInts(layer.Name + ".signs")]);
        }
    }
}
