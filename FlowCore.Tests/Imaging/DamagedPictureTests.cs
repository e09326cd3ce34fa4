using System.Buffers.Binary;
using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>Damage behind which the file goes on to an end that looks right: what is left must not be taken for the picture.</summary>
public sealed class DamagedPictureTests
{
    private const int Places = 400;

    // Shorter damage may leave another valid JPEG, a few coefficients changed: one in thirty runs of 16 to 90 zeros does.
    private const int ShortestRun = 128, LongestRun = 400, ShortestTail = 128;

    private static readonly string[] Counted =
    [
        "gray.jpg", "colour.jpg", "progressive.jpg", "progressive-restarts.jpg", "restarts.jpg", "scans.jpg",
        "gray.png", "colour.png", "codes.gif",
    ];

    // To a WebP any bits of the right number are pixels.
    public static TheoryData<string> Files { get; } = [.. Counted, "lossy.webp", "lossless.webp"];

    public static TheoryData<string> CountedFiles { get; } = [.. Counted];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_whole_file_is_read(string name) =>
        Assert.InRange(PictureDecoder.Decode(TexturedPictures.File(name), name).Size.Pixels, 1000, 13_000);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_cut_and_then_ended_is_refused(string name) =>
        AssertRefusedOrWhole(name, (file, random) => file[..random.Next(TexturedPictures.DataOf(name, file), file.Length)]);

    [Theory]
    [MemberData(nameof(CountedFiles))]
    public void A_run_of_zeros_inside_is_refused(string name) => AssertRefusedOrWhole(name, (file, random) =>
    {
        byte[] bytes = [.. file];
        var length = random.Next(ShortestRun, LongestRun);
        bytes.AsSpan(random.Next(TexturedPictures.DataOf(name, file), bytes.Length - length), length).Clear();
        return bytes;
    });

    [Theory]
    [MemberData(nameof(CountedFiles))]
    public void A_random_tail_is_refused(string name) => AssertRefusedOrWhole(name, (file, random) =>
    {
        byte[] bytes = [.. file];
        random.NextBytes(bytes.AsSpan(random.Next(TexturedPictures.DataOf(name, file), bytes.Length - ShortestTail)));
        return bytes;
    });

    [Theory]
    [InlineData("gray.png")]
    [InlineData("colour.png")]
    public void A_wrong_check_sum_of_any_chunk_is_refused(string name)
    {
        var file = TexturedPictures.File(name);
        for (int at = 8, sum; at < file.Length; at = sum + 4)
        {
            sum = at + 8 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] damaged = [.. file];
            damaged[sum + 3] ^= 1;
            Assert.Throws<UnreadableImageException>(() => PictureDecoder.Decode(damaged, name));

            // With right sums all around, what is left without it and those after it is too little.
            var cut = TexturedPictures.Ending(name, file[..at]);
            if (cut.Length < file.Length)
            {
                Assert.Throws<UnreadableImageException>(() => PictureDecoder.Decode(cut, name));
            }
        }

        Assert.Throws<UnreadableImageException>(() => PictureDecoder.Decode(file[..^12], name));
    }

    [Theory]
    [InlineData("gray.jpg")]
    [InlineData("restarts.jpg")]
    [InlineData("progressive.jpg")]
    public void Bytes_between_a_scan_and_the_marker_after_it_are_refused(string name)
    {
        var file = TexturedPictures.File(name);
        foreach (var rest in new byte[][] { [0], [0x55, 0x55], [0xFF, 0, 0xFF, 0] })
        {
            Assert.Throws<UnreadableImageException>(() => PictureDecoder.Decode([.. file[..^2], .. rest, .. file[^2..]], name));
        }

        // What may stand there: FF before a marker. And what follows the end is not the picture's.
        var whole = PictureDecoder.Decode(file, name).Pixels;
        Assert.Equal(whole, PictureDecoder.Decode([.. file[..^2], 0xFF, 0xFF, .. file[^2..]], name).Pixels);
        Assert.Equal(whole, PictureDecoder.Decode([.. file, 1, 2, 3], name).Pixels);
    }

    [Fact]
    public void A_progressive_file_without_its_last_scans_is_refused()
    {
        const string Name = "progressive.jpg";
        var file = TexturedPictures.File(Name);
        var scans = Enumerable.Range(0, file.Length - 1).Where(at => file[at] == 0xFF && file[at + 1] is 0xDA or 0xC4).ToArray();
        Assert.InRange(scans.Length, 10, 40);
        foreach (var scan in scans)
        {
            Assert.Throws<UnreadableImageException>(
                () => PictureDecoder.Decode(TexturedPictures.Ending(Name, file[..scan]), Name));
        }
    }

    [RealDataFact]
    public void Published_pictures_are_whole()
    {
        var files = Directory.GetFiles(RealDataFactAttribute.PathOf("images"), "*.jp*g", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(SKCodecResult.Success, FileIntegrity.Of(FileContentKind.Jpeg, File.ReadAllBytes(file))));
    }

    private static void AssertRefusedOrWhole(string name, Func<byte[], System.Random, byte[]> damage)
    {
        const int Seed = 20;
        var random = new System.Random(Seed);
        var file = TexturedPictures.File(name);
        var whole = PictureDecoder.Decode(file, name);
        var body = file[..^TexturedPictures.EndOf(name)];
        for (var place = 0; place < Places; place++)
        {
            Picture picture;
            try
            {
                picture = PictureDecoder.Decode(TexturedPictures.Ending(name, damage(body, random)), name);
            }
            catch (UnreadableImageException refusal)
            {
                Assert.StartsWith($"{name}: expected a whole ", refusal.Message, StringComparison.Ordinal);
                continue;
            }

            Assert.True(picture.Pixels.AsSpan().SequenceEqual(whole.Pixels), $"{name}, seed {Seed}, place {place}: other pixels.");
        }
    }
}
