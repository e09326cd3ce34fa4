using System.Text.Json;
using FlowCore.Data.Numpy;
using FlowCore.Files;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// Keeps what a step that was bad had before it: <c>forensics/step-NNNNNN/</c> with its images as <c>images.npy</c>, which is data
/// as any other, and <c>images.png</c>, and all that is known of it as <c>step.json</c>. There are as many as bad steps may be.
/// </summary>
internal sealed class RunForensics(RunFolder folder, RunPlan plan)
{
    private const int MostNamed = 8;

    /// <summary>Writes the folder; a disk that refuses it does not end the run.</summary>
    /// <returns>Which images it is about, and where they are.</returns>
    public string Save(BadStep bad)
    {
        var path = folder.Forensics(bad.Step);
        var named = bad.Suspects.Count > 0 ? bad.Suspects : bad.Images.Ids;
        var more = named.Count > MostNamed ? FormattableString.Invariant($" and {named.Count - MostNamed} more") : "";
        var images = FormattableString.Invariant($"image ids {string.Join(", ", named.Take(MostNamed))}{more} ({bad.Images.Count} in the batch)");
        try
        {
            Directory.CreateDirectory(path);
            AtomicFile.Write(Path.Combine(path, "images.npy"), stream => NpyWriter.Write(stream, bad.Images));
            AtomicFile.Write(Path.Combine(path, "step.json"), stream => Write(stream, bad));
            plan.SavePicture?.Invoke(Path.Combine(path, "images.png"), bad.Images, plan.Model.Bits);
            return $"{images}, kept in {path}";
        }
        catch (Exception failure) when (failure is FlowException or IOException or UnauthorizedAccessException)
        {
            return $"{images}, not kept: {failure.Message}";
        }
    }

    private void Write(Stream stream, BadStep bad)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("step", bad.Step);
        json.WriteString("problem", bad.Problem);
        json.WriteString("layer", bad.Layer);
        Write(json, "logDensity", bad.LogDensity);
        Write(json, "logPz", bad.LogPrior);
        Write(json, "logDet", bad.LogDet);
        Write(json, "gradNorm", bad.GradientNorm);
        json.WriteNumber("lr", bad.LearningRate);
        json.WriteNumber("seed", plan.Training.Seed);
        Write(json, "suspects", bad.Suspects);
        Write(json, "ids", bad.Images.Ids);
        if (bad.Images.Labels is { } labels)
        {
            Write(json, "labels", labels);
        }

        json.WriteEndObject();
    }

    // What is not finite is what this is about: NaN and the infinities stay apart.
    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, FormattableString.Invariant($"{value}"));
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
