using System.Diagnostics;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureFuzzTests
{
    private const int Rounds = 800;

    // What a small damaged file may cost: the largest picture that is always allowed, and what is made of it.
    private const long MostBytes = 3L << 24;

    public static TheoryData<string, int> Kinds { get; } = new()
    {
        { "gray.png", 1 },
        { "alpha.png", 2 },
        { "palette.png", 3 },
        { "colour.jpg", 4 },
        { "colour.webp", 5 },
        { "lossless.webp", 6 },
        { "colour.bmp", 7 },
        { "palette.gif", 8 },
        { "held.webp", 9 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_damage_is_one_line_or_a_picture_of_the_size_that_its_header_says(string name, int seed)
    {
        var random = new System.Random(seed);
        var whole = SmallPictures.File(name);
        Assert.InRange(PictureDecoder.Decode(whole, name).Size.Pixels, 100, 600);
        using var folder = new TemporaryFolder();
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var file = Damaged(whole, random);
            var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                // Through a file now and then: headers are read by another way.
                var picture = PictureDecoder.Decode(file, name);
                Assert.True(round % 20 > 0 || PictureDecoder.ReadHeader(folder.Write(name, file)) == picture.Header);
                Assert.Equal(4 * picture.Size.Pixels, picture.Pixels.Length);
            }
            catch (UnreadableImageException refusal)
            {
                Assert.StartsWith($"{name}: expected a", refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }

            var replay = $"seed {seed}, round {round}";
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"{replay}: too much memory.");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{replay}: too much time.");
        }

        // Damage that is never noticed tests nothing.
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    private static byte[] Damaged(byte[] whole, System.Random random)
    {
        var bytes = random.Next(3) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
        {
            // Half of the flips hit the header, where they hurt most.
            var at = random.Next(2) == 0 ? random.Next(Math.Min(64, bytes.Length)) : random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }
}
