using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>
/// All that a score depends on besides the model: two scores compare where these agree, the device aside, which moves the last digits.
/// </summary>
/// <param name="Bits">Bits of a pixel.</param>
/// <param name="Draws">Draws of the dequantisation noise that are averaged over.</param>
/// <param name="BoundDraws">Draws of the importance-weighted bound, or 0.</param>
/// <param name="Seed">Seeds them.</param>
/// <param name="Data">What the images are called.</param>
/// <param name="Images">How many were scored.</param>
/// <param name="Device">Where.</param>
/// <param name="PixelsHash">Which pixels (<see cref="EvaluationResult.PixelsHash"/>).</param>
public sealed record EvaluationProtocol(
    int Bits, int Draws, int BoundDraws, ulong Seed, string Data, int Images, string Device, string PixelsHash)
{
    private const int DigitsShown = 12;

    /// <summary>Which weights, such as <c>average of step 1500</c>; null where nobody says.</summary>
    public string? Weights { get; init; }

    /// <summary>The protocol of a result.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">What it scored.</param>
    /// <param name="options">How.</param>
    /// <param name="result">The result.</param>
    public static EvaluationProtocol Of(FlowModel model, IImageSet images, EvaluationOptions options, EvaluationResult result) => new(
        model.PixelMap.Bits,
        options.Draws,
        options.BoundDraws,
        options.Seed,
        images.Name,
        result.Images,
        model.Backend.Name,
        result.PixelsHash);

    /// <summary><c>8 bits, 1 draw by seed 0, 500 images of fashion-mnist (test), cpu (2 threads, …), weights …, pixels sha256:1a2b…</c>.</summary>
    public override string ToString() => string.Join(", ", ((string?[])[
        Count(Bits, "bit"),
        Count(Draws, "draw") + (BoundDraws > 0 ? FormattableString.Invariant($", {BoundDraws} for the bound,") : "")
            + FormattableString.Invariant($" by seed {Seed}"),
        $"{Count(Images, "image")} of {VisibleText.Of(Data)}",
        Device,
        Weights is null ? null : $"weights {Weights}",
        $"pixels sha256:{PixelsHash[..Math.Min(DigitsShown, PixelsHash.Length)]}…"]).OfType<string>());

    private static string Count(int count, string what) =>
        FormattableString.Invariant($"{count} {what}") + (count == 1 ? "" : "s");
}
