using System.Buffers.Binary;
using System.Text;
using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>Animated PNGs, read by their chunks without the code that writes them.</summary>
public sealed class AnimatedPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, int, int> Shapes => new() { { 3, 6, 9, 8 }, { 1, 28, 28, 8 }, { 1, 5, 4, 5 }, { 3, 200, 120, 8 } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_frame_is_a_picture_of_its_images_bytes_and_the_way_back_follows(int channels, int height, int width, int bits)
    {
        const int Images = 5;
        var set = TestImages.Noise(new ImageShape(channels, height, width), Images, seed: 3);
        var images = TestImages.All(QuantizedImageSet.Of(set, bits));
        AnimatedPicture.Save(_folder.PathOf("a.png"), images, bits);
        var frames = Frames(Chunks());
        Assert.Equal(8, frames.Count);
        int[] order = [0, 1, 2, 3, 4, 3, 2, 1];
        for (var k = 0; k < frames.Count; k++)
        {
            using var frame = SKBitmap.Decode(frames[k]);
            var scale = frame.Width / width;
            Assert.Equal((scale * width, scale * height), (frame.Width, frame.Height));
            Assert.Equal(scale, Math.Max(height, width) >= 192 ? 1 : (192 + (Math.Max(height, width) / 2)) / Math.Max(height, width));
            for (var y = 0; y < frame.Height; y++)
            {
                for (var x = 0; x < frame.Width; x++)
                {
                    var (row, column) = (y / scale, x / scale);
                    if (frame.GetPixel(x, y) != Pixel(images, order[k], row, column, (1 << bits) - 1))
                    {
                        Assert.Fail($"frame {k}, {row}, {column}: {frame.GetPixel(x, y)}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Its_chunks_are_those_of_an_animation_that_plays_without_end()
    {
        AnimatedPicture.Save(_folder.PathOf("a.png"), TestImages.All(TestImages.Noise(new ImageShape(1, 8, 8), 4, seed: 1)));
        var chunks = Chunks();
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT"], chunks.Take(4).Select(chunk => chunk.Name));
        Assert.Equal("IEND", chunks[^1].Name);
        Assert.Equal([6u, 0u], Numbers(chunks[1].Data)); // 0 1 2 3 2 1, for ever.

        // One count for both kinds of chunk, without a gap.
        var numbered = chunks.Where(chunk => chunk.Name is "fcTL" or "fdAT").ToArray();
        Assert.Equal(Enumerable.Range(0, numbered.Length), numbered.Select(chunk => BinaryPrimitives.ReadInt32BigEndian(chunk.Data)));
        var controls = chunks.Where(chunk => chunk.Name == "fcTL").Select(chunk => chunk.Data).ToArray();
        Assert.All(controls, control =>
        {
            Assert.Equal(26, control.Length);
            Assert.Equal(chunks[0].Data[..8], control[4..12]);
            Assert.Equal(new byte[8], control[12..20]);
            Assert.Equal(new byte[2], control[24..26]);
            Assert.Equal(1000, BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(22)));
        });
        Assert.Equal([600, 200, 200, 600, 200, 200], controls.Select(control => (int)BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(20))));

        // What knows no animations shows the first image.
        using var still = SKBitmap.Decode(_folder.PathOf("a.png"));
        Assert.Equal(192, still.Width);
    }

    [Theory]
    [InlineData(2, 600)]
    [InlineData(11, 200)]
    [InlineData(26, 80)]
    [InlineData(1000, 40)]
    public void A_way_takes_two_seconds_where_that_is_neither_hasty_nor_slow(int frames, int milliseconds) =>
        Assert.Equal(milliseconds, AnimatedPicture.Delay(frames == 2 ? 1 : frames / 2, frames));

    [Fact]
    public void Two_images_are_the_fewest_and_names_say_what_it_is()
    {
        var one = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), 1, seed: 1));
        var two = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), 2, seed: 1));
        Assert.Equal(
            "animation: expected 2 to 4096 images, got 1.",
            Assert.Throws<FlowException>(() => AnimatedPicture.Save(_folder.PathOf("a.png"), one)).Message);
        Assert.Equal(
            "a.gif: expected a name that ends in .png or .apng, got '.gif'. Name the animation by one of these.",
            Assert.Throws<FlowException>(() => AnimatedPicture.Save("a.gif", two)).Message);
        AnimatedPicture.Save(_folder.PathOf("b.apng"), two);
        Assert.Equal(["b.apng"], _folder.Names);
        Assert.Equal([2u, 0u], Numbers(Chunks("b.apng")[1].Data));
    }

    private static SKColor Pixel(ImageBatch images, int image, int row, int column, int white)
    {
        var shape = images.Shape;
        var pixels = images.Image(image);
        Span<byte> colour = stackalloc byte[3];
        for (var c = 0; c < 3; c++)
        {
            var value = pixels[(Math.Min(c, shape.Channels - 1) * shape.Plane) + (row * shape.Width) + column];
            colour[c] = (byte)Math.Round(value * 255.0 / white);
        }

        return new SKColor(colour[0], colour[1], colour[2]);
    }

    private static uint[] Numbers(byte[] data) => [.. data.Chunk(4).Select(bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes))];

    /// <summary>Each frame as a PNG of its own: the header, its rows and the end.</summary>
    private static List<byte[]> Frames(List<(string Name, byte[] Data)> chunks)
    {
        var frames = new List<byte[]>();
        MemoryStream? frame = null;
        foreach (var (name, data) in chunks.Skip(2))
        {
            if (name is "fcTL" or "IEND")
            {
                if (frame is not null)
                {
                    Write(frame, "IEND", []);
                    frames.Add(frame.ToArray());
                }

                frame = new MemoryStream();
                frame.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
                Write(frame, "IHDR", chunks[0].Data);
            }
            else
            {
                Write(frame!, "IDAT", name == "IDAT" ? data : data[4..]);
            }
        }

        return frames;
    }

    private static void Write(MemoryStream file, string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write([.. number, .. body]);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(0, body));
        file.Write(number);
    }

    private List<(string Name, byte[] Data)> Chunks(string name = "a.png")
    {
        var file = File.ReadAllBytes(_folder.PathOf(name));
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var body = file.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc32.Append(0, body), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(body[..4]), body[4..].ToArray()));
            at += 12 + length;
        }

        return chunks;
    }
}
