using FlowCore.Data;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class HorizontalFlipTests
{
    private static readonly ImageShape Shape = new(3, 4, 5);

    [Fact]
    public void An_image_stays_or_every_row_of_every_channel_is_mirrored_and_about_half_are()
    {
        var images = TestImages.Noise(Shape, 1000, seed: 1);
        var before = TestImages.All(images);
        var after = Flipped(before, step: 1);
        var mirrored = 0;
        for (var n = 0; n < images.Count; n++)
        {
            var (was, now) = (before.Image(n).ToArray(), after.Image(n).ToArray());
            if (!was.SequenceEqual(now))
            {
                mirrored++;
                foreach (var (c, y, x) in Each.Of(3, 4, 5))
                {
                    Assert.Equal(was[(((c * 4) + y) * 5) + 4 - x], now[(((c * 4) + y) * 5) + x]);
                }
            }
        }

        // Four standard deviations of a fair coin.
        Assert.InRange(mirrored, 437, 563);
    }

    [Fact]
    public void A_draw_depends_on_seed_step_and_id_and_not_on_the_place_in_the_batch()
    {
        var images = TestImages.Noise(Shape, 64, seed: 2);
        var forth = images.Batch([.. Enumerable.Range(0, 64)]);
        var back = images.Batch([.. Enumerable.Range(0, 64).Reverse()]);
        var (one, other) = (Flipped(forth, step: 3), Flipped(back, step: 3));
        Assert.All(Enumerable.Range(0, 64), n => Assert.Equal(one.Image(n), other.Image(63 - n)));
        Assert.NotEqual(one.Pixels, Flipped(forth, step: 4).Pixels);
        Assert.NotEqual(one.Pixels, Flipped(forth, step: 3, seed: 8).Pixels);
    }

    private static ImageBatch Flipped(ImageBatch batch, uint step, ulong seed = 7)
    {
        var copy = new ImageBatch(batch.Shape, [.. batch.Pixels], batch.Ids);
        HorizontalFlip.Apply(copy, new RandomKey(seed, RandomStream.Flip, step));
        return copy;
    }
}
