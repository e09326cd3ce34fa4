using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>What to say of a model that does not bring its images back.</summary>
public static class RoundTripLoss
{
    /// <summary>
    /// One line that counts the bytes and names the layer that amplifies roundings most; null where every byte came back.
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

        var worst = StabilityReport.Of(model).Worst;
        var failure = new FlowException(
            "round trip",
            "every byte back",
            FormattableString.Invariant($"{differingBytes} of {(long)images * model.Image.Dimensions} that differ")
                + (worst is null ? "" : $"; the layer that amplifies roundings most is {worst}"),
            "Train again with TrainingOptions.BoundGain, or with a lower TrainingOptions.LearningRate.");
        return failure.Message;
    }
}
