using FlowCore.Data;
using FlowCore.Evaluation;

namespace FlowCore.Tools.Reporting;

/// <summary>An evaluation as the line that people read.</summary>
internal static class Score
{
    /// <summary><c>fashion-mnist (test): 3.412 ± 0.027 bits/dim over 500 images</c>.</summary>
    public static string Line(EvaluationResult result, IImageSet images) => FormattableString.Invariant(
        $"{VisibleText.Of(images.Name)}: {result.BitsPerDimension:F4} ± {result.StandardError:F4} bits/dim over {result.Images} images");

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
}
