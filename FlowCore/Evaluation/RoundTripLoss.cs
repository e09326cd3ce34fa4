using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>What to say of a model that does not bring its images back.</summary>
public static class RoundTripLoss
{
    /// <summary>
    /// One line that counts the bytes and names the layer that amplifies roundings most, or the first whose inverse is approximate by
    /// design (<see cref="FlowCore.Layers.Bijector.IsExact"/>); null where every byte came back.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="differingBytes">Bytes that encoding and decoding did not bring back.</param>
    /// <param name="images">How many images were encoded and decoded.</param>
    public static string? Line(FlowModel model, long differingBytes, int images)
    {
        if (differingBytes == 0)
        {
            return null;
        }

        var got = FormattableString.Invariant($"{differingBytes} of {(long)images * model.Image.Dimensions} that differ");
        if (model.Layers.FirstOrDefault(layer => !layer.IsExact && layer.Children.Count == 0) is { } approximate)
        {
            return new FlowException(
                "round trip",
                "every byte back",
                $"{got}; the inverse of {approximate.Name} is approximate by design",
                "Files of latents have corrections; a unit that is exact needs none.").Message;
        }

        var worst = StabilityReport.Of(model).Worst;
        return new FlowException(
            "round trip",
            "every byte back",
            got + (worst is null ? "" : $"; the layer that amplifies roundings most is {worst}"),
            "Train again with TrainingOptions.BoundGain, or with a lower TrainingOptions.LearningRate.").Message;
    }
}
