using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Verification;

/// <summary>Images that no data set has, far from what a model was trained on, which must come back all the same.</summary>
internal static class UnusualImages
{
    /// <summary>What they are called, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "noise", "noise", "black", "gray", "white", "checkerboard", "its negative", "columns", "rising to the right", "rising downwards",
        "a bright pixel", "a dark pixel",
    ];

    /// <summary>One of each for a model.</summary>
    public static ImageBatch Of(FlowModel model, ulong seed)
    {
        var (shape, most) = (model.Image, (1 << model.PixelMap.Bits) - 1);
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.VerificationImages, Step: 0));
        var pixels = new byte[checked(Names.Count * shape.Dimensions)];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (n, element) = Math.DivRem(i, shape.Dimensions);
            var (row, column) = Math.DivRem(element % shape.Plane, shape.Width);
            var isMiddle = row == shape.Height / 2 && column == shape.Width / 2;
            pixels[i] = (byte)(n switch
            {
                0 or 1 => random.NextBelow(most + 1),
                2 => 0,
                3 => (most + 1) / 2,
                4 => most,
                5 => (row + column) % 2 == 0 ? most : 0,
                6 => (row + column) % 2 == 0 ? 0 : most,
                7 => column % 2 == 0 ? most : 0,
                8 => most * column / Math.Max(1, shape.Width - 1),
                9 => most * row / Math.Max(1, shape.Height - 1),
                10 => isMiddle ? most : 0,
                _ => isMiddle ? 0 : most,
            });
        }

        return new ImageBatch(shape, pixels, [.. Enumerable.Range(0, Names.Count)], Labels(model, Names.Count));
    }

    /// <summary>Each class in turn, where a model is conditioned on them.</summary>
    public static int[]? Labels(FlowModel model, int count) =>
        model.ConditionShape is { } classes ? [.. Enumerable.Range(0, count).Select(n => n % classes.Channels)] : null;
}
