using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>What is said of images that encoding and decoding did not bring back.</summary>
internal static class RoundTripText
{
    /// <summary>A line for numbers that are not finite, else a warning for bytes that differ, else nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">How many images there were.</param>
    /// <param name="differingBytes">Bytes that did not come back.</param>
    /// <param name="nonFinite">Numbers that are NaN or infinite.</param>
    /// <param name="place">Where the first of them arose.</param>
    /// <param name="terminal">Who is told.</param>
    public static void Write(FlowModel model, int images, long differingBytes, long nonFinite, string? place, Terminal terminal)
    {
        if (nonFinite > 0)
        {
            terminal.Error.WriteLine(FormattableString.Invariant(
                $"round trip: expected finite numbers, got {nonFinite} that are not, the first in {place}. ")
                + "Use an earlier checkpoint.");
        }
        else if (RoundTripLoss.Line(model, differingBytes, images) is { } loss)
        {
            terminal.Error.WriteLine(Failure.OneLine("WARNING: " + FlagNames.In(loss)));
        }
    }
}
