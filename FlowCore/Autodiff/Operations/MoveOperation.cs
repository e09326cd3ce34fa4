using System.Collections.Immutable;

namespace FlowCore.Autodiff.Operations;

/// <summary>Images moved by rows and columns, on a tape: neighbours as channels, parts cut out, and parts put together.</summary>
public static class MoveOperation
{
    /// <summary>
    /// x moved by each of some steps, one after the other as channels: <c>y[k·C + c, n, i, j] = x[c, n, i − rows_k, j − columns_k]</c>
    /// where x has it, else 0. One step alone cuts a part out.
    /// </summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="steps">Rows down and columns to the right, at least one pair.</param>
    /// <param name="height">H', of the result.</param>
    /// <param name="width">W', of the result.</param>
    /// <returns><c>[K·C, N, H', W']</c> for K steps.</returns>
    public static Variable Moved(this Variable x, ImmutableArray<(int Rows, int Columns)> steps, int height, int width)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var channels = x.Shape.Channels;
        var y = tape.Allocate(new Shape(checked(steps.Length * channels), x.Shape.Batch, height, width));
        for (var k = 0; k < steps.Length; k++)
        {
            backend.MoveImages(x.Value, steps[k].Rows, steps[k].Columns, y.Channels(k * channels, channels), accumulate: false);
        }

        return tape.Record(
            y,
            [x],
            output =>
            {
                var (dx, accumulate) = x.GradientTarget();
                for (var k = 0; k < steps.Length; k++, accumulate = true)
                {
                    var dy = output.Gradient!.Channels(k * channels, channels);
                    backend.MoveImages(dy, -steps[k].Rows, -steps[k].Columns, dx, accumulate);
                }
            },
            readsResult: false);
    }

    /// <summary>
    /// Images, each moved by steps of its own, added up: <c>y[c, n, i, j] = Σ_k x_k[c, n, i − rows_k, j − columns_k]</c> over those
    /// that have it. Parts of an image that lie side by side become the whole one.
    /// </summary>
    /// <param name="parts"><c>[C, N, H_k, W_k]</c> each, at least one.</param>
    /// <param name="steps">Rows down and columns to the right, a pair for each.</param>
    /// <param name="height">H, of the result.</param>
    /// <param name="width">W, of the result.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static Variable SumMoved(this Variable[] parts, ImmutableArray<(int Rows, int Columns)> steps, int height, int width)
    {
        var (tape, backend) = (parts[0].Tape, parts[0].Tape.Backend);
        var y = tape.Allocate(new Shape(parts[0].Shape.Channels, parts[0].Shape.Batch, height, width));
        backend.Fill(y, 0);
        for (var k = 0; k < parts.Length; k++)
        {
            backend.MoveImages(parts[k].Value, steps[k].Rows, steps[k].Columns, y, accumulate: true);
        }

        return tape.Record(
            y,
            parts,
            output =>
            {
                for (var k = 0; k < parts.Length; k++)
                {
                    if (parts[k].NeedsGradient)
                    {
                        var (dx, accumulate) = parts[k].GradientTarget();
                        backend.MoveImages(output.Gradient!, -steps[k].Rows, -steps[k].Columns, dx, accumulate);
                    }
                }
            },
            readsResult: false);
    }
}
