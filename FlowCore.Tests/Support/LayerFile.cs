using FlowCore.Files.SafeTensors;

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

        foreach (var constant in placed.Layer.Constants)
        {
            writer.Add(constant.Name, constant.Shape, constant.Values.AsMemory());
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

        foreach (var constant in placed.Layer.Constants)
        {
            constant.Set([.. reader.ReadInts(constant.Name)]);
        }
    }
}
