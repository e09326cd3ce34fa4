using System.Buffers.Binary;
using System.IO.Compression;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Data.Idx;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Data;

/// <summary>Data costs the memory of what is used of it.</summary>
public sealed class DataMemoryTests
{
    private const int Images = 10_000;
    private const long Pixels = Images * 28 * 28;
    private const long Slack = 2 << 20;

    [Fact]
    public void To_count_the_images_of_a_split_takes_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var splits = new DataSource("many", "fake", [new DataPart("many", null, new CountedImages(int.MaxValue))]).Split();
        Assert.Equal((1_932_735_283, 214_748_364), (splits.Train!.Count, splits.Test.Count));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    [Fact]
    public void A_split_that_is_chosen_late_has_the_images_of_one_that_is_chosen_at_once()
    {
        var all = new CountedImages(10);
        var late = new SelectedImageSet("late", all, 3, () => [7, 2, 9]);
        Assert.Equal(new SelectedImageSet("now", all, [7, 2, 9]).Batch([0, 1, 2]).Ids, late.Batch([0, 1, 2]).Ids);
        Assert.Throws<ShapeException>(() => late.Id(3));
        Assert.Throws<ShapeException>(() => new SelectedImageSet("outside", all, 1, () => [10]).Id(0));
        Assert.Throws<ShapeException>(() => new SelectedImageSet("fewer", all, 2, () => [1]).Id(0));
    }

    [Fact]
    public void A_packed_file_is_unpacked_into_its_pixels_and_no_more()
    {
        var packed = Packed(Images, Pixels);
        Assert.Equal(Images, Read(packed, Pixels + Slack).Count);
    }

    [Theory]
    [InlineData(Images, Pixels / 2)]
    [InlineData(2_700_000, 1000)]
    public void An_end_that_agrees_with_a_false_header_costs_only_what_is_there(int images, long pixels)
    {
        var packed = Packed(images, pixels);
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(packed.Length - 4), (uint)(16 + (images * 784L)));
        var refusal = Assert.Throws<FlowException>(() => Read(packed, Pixels + Slack));

        // The unpacker itself looks at the end when it comes to it.
        Assert.EndsWith("got damaged or missing data. Fetch the file again.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void A_false_end_is_refused_as_before(int cut)
    {
        var packed = Packed(Images, Pixels);
        var damaged = cut == 0 ? packed : packed[..^cut];
        damaged[^1] ^= 0x40;
        var refusal = Assert.Throws<FlowException>(() => Read(damaged, 3 * Pixels));
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static InMemoryImageSet Read(byte[] packed, long mostBytes)
    {
        using var stream = new MemoryStream(packed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return IdxReader.Read(stream, "packed");
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes);
        }
    }

    private static byte[] Packed(int images, long pixels)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            var header = new byte[16];
            foreach (var (word, at) in ((uint[])[0x803, (uint)images, 28, 28]).Select((word, i) => (word, 4 * i)))
            {
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at), word);
            }

            gzip.Write(header);

            // As photographs, what is packed is not much smaller: one part of it is noise.
            var part = new byte[pixels];
            new System.Random(8).NextBytes(part.AsSpan(0, part.Length / 4));
            gzip.Write(part);
        }

        return stream.ToArray();
    }

    private sealed class CountedImages(int count) : IImageSet
    {
        public string Name => "counted";

        public ImageShape Shape => new(1, 1, 1);

        public int Count => count;

        public int Id(int index) => index;

        public void Read(ReadOnlySpan<int> indices, Span<byte> pixels) => pixels.Clear();
    }
}
