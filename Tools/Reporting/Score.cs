using System.Text.Json;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Files;
using FlowCore.Models;

namespace FlowCore.Tools.Reporting;

/// <summary>An evaluation as the lines that people read.</summary>
internal static class Score
{
    /// <summary><c>fashion-mnist (test): 3.4120 ± 0.0271 bits/dim over 500 images</c>; one image has no error.</summary>
    public static string Line(EvaluationResult result, IImageSet images) => FormattableString.Invariant(
        $"{VisibleText.Of(images.Name)}: {Bits(result.BitsPerDimension, result.StandardError)} over {result.Images} ")
        + (result.Images == 1 ? "image" : "images");

    /// <summary>The importance-weighted bound, or null where none was asked for.</summary>
    public static string? BoundLine(EvaluationResult result, int draws) => result.Bound is { } bound
        ? FormattableString.Invariant($"bound: {Bits(bound, result.BoundStandardError ?? double.NaN)}, importance-weighted over {draws} ")
            + (draws == 1 ? "draw" : "draws")
        : null;

    /// <summary>
    /// The same in nats, its parts, and as programs have it that measure pixels in [0, 1) and add the bits afterwards.
    /// </summary>
    public static string NatsLine(EvaluationResult result, FlowModel model)
    {
        var (dimensions, bits) = (model.Image.Dimensions, model.PixelMap.BitsOfNothing);
        var unit = BitsPerDimension.UnitNats(result.LogDensity, dimensions, bits);
        return FormattableString.Invariant(
            $"nats: ln p {result.LogDensity:F2} an image = ln p(z) {result.LogPrior:F2} + ln|det| {result.LogDet:F2}; ")
            + FormattableString.Invariant($"over pixels in [0, 1) it is {unit:F2}, and bits/dim = {bits:0.####} - {unit:F2} / ({dimensions} ln 2)");
    }

    /// <summary>Refuses a score that is not a number.</summary>
    /// <exception cref="FlowException">It is not.</exception>
    public static void ThrowIfNotFinite(EvaluationResult result, IImageSet images)
    {
        if (!double.IsFinite(result.BitsPerDimension))
        {
            throw new FlowException(
                images.Name,
                "finite bits per dimension",
                FormattableString.Invariant($"{result.BitsPerDimension}"),
                "Use an earlier checkpoint, or train again with a lower --lr.");
        }
    }

    /// <summary>The numbers as members of an object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, EvaluationResult result)
    {
        json.WriteNumber("bpd", result.BitsPerDimension);
        json.WriteFinite("stdErr", result.StandardError);
        json.WriteFinite("logDensity", result.LogDensity);
        json.WriteFinite("logPz", result.LogPrior);
        json.WriteFinite("logDet", result.LogDet);
        if (result.Bound is { } bound)
        {
            json.WriteFinite("boundBpd", bound);
            json.WriteFinite("boundStdErr", result.BoundStandardError ?? double.NaN);
        }

        json.WriteNumber("images", result.Images);
        json.WriteNumber("differingBytes", result.DifferingBytes);
        json.WriteNumber("nonFinite", result.NonFinite);
    }

    /// <summary>The protocol as members of an object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, EvaluationProtocol protocol)
    {
        json.WriteNumber("bits", protocol.Bits);
        json.WriteNumber("draws", protocol.Draws);
        json.WriteNumber("boundDraws", protocol.BoundDraws);
        json.WriteNumber("seed", protocol.Seed);
        json.WriteString("data", protocol.Data);
        json.WriteString("device", protocol.Device);
        json.WriteString("pixelsHash", protocol.PixelsHash);
    }

    private static string Bits(double bits, double error) =>
        FormattableString.Invariant($"{bits:F4}{(double.IsNaN(error) ? "" : FormattableString.Invariant($" ± {error:F4}"))} bits/dim");
}
