using FlowCore.Files;
using System.Text.Json;

namespace FlowCore.Tools.Benching.Models;

/// <summary>The times of a model's passes at one size.</summary>
/// <param name="Size">What grows.</param>
/// <param name="Step">A training step.</param>
/// <param name="Forward">The forward pass.</param>
/// <param name="Sample">Sampling.</param>
internal sealed record GrowthPoint(double Size, Timing Step, Timing Forward, Timing Sample)
{
    /// <summary>Writes it as an object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("size", Size);
        foreach (var (name, time) in ((string, Timing)[])[("step", Step), ("forward", Forward), ("sample", Sample)])
        {
            json.WriteStartObject(name);
            json.WriteFinite("medianMs", time.Median);
            json.WriteFinite("lowerMs", time.Lower);
            json.WriteFinite("upperMs", time.Upper);
            json.WriteNumber("runs", time.Runs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
