using FlowCore.Files;
using System.Text.Json;

namespace FlowCore.Tools.Benching.Models;

/// <summary>How the times of a model's passes grow with one size, of which each has the exponent: the slope in logarithms.</summary>
/// <param name="Over">What grows.</param>
/// <param name="Points">The times.</param>
internal sealed record Growth(string Over, IReadOnlyList<GrowthPoint> Points)
{
    /// <summary>The exponent of a training step.</summary>
    public double Step => Exponent(point => point.Step);

    /// <summary>The exponent of the forward pass.</summary>
    public double Forward => Exponent(point => point.Forward);

    /// <summary>The exponent of sampling.</summary>
    public double Sample => Exponent(point => point.Sample);

    /// <summary>Writes it as an object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("over", Over);
        json.WriteFinite("stepSlope", Step);
        json.WriteFinite("forwardSlope", Forward);
        json.WriteFinite("sampleSlope", Sample);
        json.WriteStartArray("points");
        foreach (var point in Points)
        {
            point.WriteJson(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private double Exponent(Func<GrowthPoint, Timing> time) =>
        PowerLaw.Exponent([.. Points.Select(point => (point.Size, time(point).Median))]);
}
