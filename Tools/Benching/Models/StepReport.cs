using FlowCore.Files;
using System.Text.Json;

namespace FlowCore.Tools.Benching.Models;

/// <summary>All that was measured of a training step.</summary>
/// <param name="Model">Of what model.</param>
/// <param name="Step">Its time.</param>
/// <param name="Product">The matrix product that was timed in turn with it.</param>
/// <param name="Limit">The multiply-adds that the machine can do, or null.</param>
/// <param name="Shares">Where its time goes.</param>
/// <param name="Memory">What training takes.</param>
/// <param name="Bound">What it should take at most, in bytes.</param>
internal sealed record StepReport(
    BenchModel Model, BenchRow Step, BenchRow Product, BenchRow? Limit, OperationShares Shares, TrainingMemory Memory, double Bound)
{
    /// <summary>Its rate as a part of the product's.</summary>
    private double OfProduct => Step.Gigaflops / Product.Gigaflops;

    private double ImagesPerSecond => Model.BatchSize / (Step.Median / 1000);

    /// <summary>Its time as a part of another's.</summary>
    public double TimeOver(StepReport other) => Step.Median / other.Step.Median;

    /// <summary>Its backend's memory as a part of another's.</summary>
    public double MemoryOver(StepReport other) => (double)Memory.Backend / other.Memory.Backend;

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{Step.Name}: {100 * OfProduct:F1} % of the matrix product's rate, {ImagesPerSecond:N0} images/s"));
        Memory.Write(output, Bound);
        Shares.Write(output, Step.Name);
    }

    /// <summary>Writes it as an object.</summary>
    public void WriteJson(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        Step.WriteMembers(json, Limit);
        json.WriteFinite("rateToGemm", OfProduct);
        json.WriteFinite("imagesPerSecond", ImagesPerSecond);
        Shares.WriteJson(json, "operations");
        json.WriteStartObject("memory");
        Memory.WriteMembers(json, Bound);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
