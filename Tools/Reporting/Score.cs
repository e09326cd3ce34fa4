using FlowCore.Data;
using FlowCore.Evaluation;

namespace FlowCore.Tools.Reporting;

/// <summary>An evaluation as the line that people read.</summary>
internal static class Score
{
    /// <summary><c>fashion-mnist (test): 3.412 ± 0.027 bits/dim over 500 images</c>; one image has no error.</summary>
    public static string Line(EvaluationResult result, IImageSet images)
    {
        var error = double.IsNaN(result.StandardError) ? "" : FormattableString.Invariant($" ± {result.StandardError:F4}");
        return FormattableString.Invariant($"{VisibleText.Of(images.Name)}: {result.BitsPerDimension:F4}{error} bits/dim over {result.Images} ")
            + (result.Images == 1 ? "image" : "images");
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
}
