using FlowCore.Files;
using System.Text.Json;

namespace FlowCore.Tools.Benching;

/// <summary>A measurement and what it is of.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Shape">On what.</param>
/// <param name="Flops">Its floating-point operations, or 0 where no figure would mean much.</param>
/// <param name="Bytes">Its traffic, or 0 likewise.</param>
/// <param name="Measured">What came of it.</param>
internal sealed record BenchRow(string Name, string Shape, double Flops, double Bytes, Measurement Measured)
{
    private const double Giga = 1e9;

    /// <summary>The median time, in milliseconds.</summary>
    public double Median => Measured.Time.Median;

    /// <summary>Billions of floating-point operations a second.</summary>
    public double Gigaflops => PerSecond(Flops);

    /// <summary>Billions of bytes a second.</summary>
    public double Gigabytes => PerSecond(Bytes);

    /// <summary>Its rate as a part of another's, NaN where either has none.</summary>
    public double ShareOf(BenchRow? limit) => limit is null || Flops == 0 ? double.NaN : Gigaflops / limit.Gigaflops;

    /// <summary>Writes the members of an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="limit">What the machine can do, or null where it was not measured.</param>
    public void WriteMembers(Utf8JsonWriter json, BenchRow? limit = null)
    {
        json.WriteString("name", Name);
        json.WriteString("shape", Shape);
        json.WriteFinite("medianMs", Median);
        json.WriteFinite("lowerMs", Measured.Time.Lower);
        json.WriteFinite("upperMs", Measured.Time.Upper);
        json.WriteNumber("runs", Measured.Time.Runs);
        json.WriteNumber("flops", Flops);
        json.WriteNumber("bytes", Bytes);
        json.WriteFinite("gflops", Gigaflops);
        json.WriteFinite("gbps", Gigabytes);
        if (limit is not null)
        {
            json.WriteFinite("shareOfLimit", ShareOf(limit));
        }

        if (Measured.Launches is { } launches)
        {
            json.WriteNumber("launches", launches);
        }
    }

    /// <summary>Writes it as an object.</summary>
    public void WriteObject(Utf8JsonWriter json, string name, BenchRow? limit = null)
    {
        json.WriteStartObject(name);
        WriteMembers(json, limit);
        json.WriteEndObject();
    }

    private double PerSecond(double amount) => amount / (Median / 1000) / Giga;
}
