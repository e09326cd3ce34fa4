using FlowCore.Files.SafeTensors;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class SafeTensorsRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_bit_for_bit()
    {
        // Names, texts and numbers as bad as the generators make them; sizes around the chunks of both sides.
        var sizes = Gen.Elements(0, 1, 2, 16383, 16384, 16385, 40000);
        var texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Whole(text.Get));
        var cases = from floats in sizes
                    from ints in sizes
                    from seed in Gen.Choose(0, int.MaxValue)
                    from key in texts
                    from value in texts
                    select (floats, ints, seed, key, value);
        Prop.ForAll(cases.ToArbitrary(), c => RoundTrip(c.floats, c.ints, c.seed, c.key, c.value)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_aligned_to_eight()
    {
        for (var name = "x"; name.Length < 10; name += "x")
        {
            var first = Bytes(name);

            Assert.Equal(first, Bytes(name));
            Assert.Equal(0, BitConverter.ToInt64(first) % 8);
        }
    }

    [Fact]
    public void A_failed_save_leaves_the_old_checkpoint()
    {
        Directory.CreateDirectory(_folder.PathOf("target"));

        Assert.Throws<FlowException>(() => new SafeTensorsWriter().Save(_folder.PathOf("target")));
        Assert.Equal(["target"], _folder.Names);
    }

    [Fact]
    public void A_name_twice_or_one_of_the_format_is_refused()
    {
        var writer = new SafeTensorsWriter();
        writer.Add("w", new Shape(1), new float[1]);
        writer.AddMetadata("k", "1");

        Refuses<FlowException>("SafeTensorsWriter: expected each tensor name once, got 'w' again. Give it another name.",
            () => writer.Add("w", new Shape(1), new int[1]));
        Refuses<FlowException>("SafeTensorsWriter: expected each metadata name once, got 'k' again. Give it another name.",
            () => writer.AddMetadata("k", "2"));
        Refuses<FlowException>(
            "SafeTensorsWriter: expected the name of a tensor, got '__metadata__'. The format keeps it for strings.",
            () => writer.Add("__metadata__", new Shape(1), new float[1]));
        Refuses<ShapeException>("SafeTensorsWriter 'v' [2, 3]: expected 6 elements, got 5.",
            () => writer.Add("v", new Shape(2, 3), new float[5]));
    }

    [Fact]
    public void A_renamed_tensor_another_type_and_wrong_room_are_refused()
    {
        var path = _folder.PathOf("file");
        var writer = new SafeTensorsWriter();
        writer.Add("w", new Shape(2), new float[2]);
        writer.Save(path);
        using var reader = new SafeTensorsReader(path);

        Refuses<FlowException>($"{path}: expected a tensor 'v', got none among 1. The file is of another model or damaged.",
            () => reader.ReadFloats("v"));
        Refuses<FlowException>($"{path}: expected tensor 'w' to be I32, got F32. The file is of another model or damaged.",
            () => reader.ReadInts("w"));
        Refuses<ShapeException>($"{path}: reading 'w' F32 [2]: expected 2 elements, got 3.",
            () => reader.Read("w", new float[3]));
    }

    [Fact]
    public void A_file_cut_while_it_is_open_is_one_line()
    {
        var path = _folder.PathOf("file");
        var writer = new SafeTensorsWriter();
        writer.Add("w", new Shape(2), new float[2]);
        writer.Save(path);
        using var reader = new SafeTensorsReader(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length - 3);
        }

        Refuses<FlowException>(
            $"{path}: expected a safetensors file, got the file was cut while it was read. Check the disk and try again.",
            () => reader.ReadFloats("w"));
    }

    private bool RoundTrip(int floatCount, int intCount, int seed, string key, string value)
    {
        var random = new System.Random(seed);
        var floats = Enumerable.Range(0, floatCount).Select(_ => BitConverter.Int32BitsToSingle(random.Next())).ToArray();
        var ints = Enumerable.Range(0, intCount).Select(_ => random.Next(int.MinValue, int.MaxValue)).ToArray();
        var writer = new SafeTensorsWriter();
        writer.AddMetadata(key, value);
        writer.Add("f." + key, new Shape(floatCount, 1), floats);
        writer.Add("i." + key, new Shape(1, intCount), ints);
        writer.Save(_folder.PathOf("file"));

        using var reader = new SafeTensorsReader(_folder.PathOf("file"));
        return reader.Metadata.Single() is var pair && pair.Key == key && pair.Value == value
            && reader.Entries[0].Shape == new Shape(floatCount, 1)
            && Bits(reader.ReadFloats("f." + key)).SequenceEqual(Bits(floats))
            && reader.ReadInts("i." + key).SequenceEqual(ints);
    }

    /// <summary>NaN is a number that a checkpoint must keep too, and it is not equal to itself.</summary>
    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);

    private static byte[] Bytes(string name)
    {
        var writer = new SafeTensorsWriter();
        writer.Add(name, new Shape(3), new float[] { 1, 2, 3 });
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>JSON carries Unicode text, which half a surrogate pair is not.</summary>
    private static string Whole(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static void Refuses<T>(string line, Action call)
        where T : Exception => Assert.Equal(line, Assert.Throws<T>(call).Message);
}
