using System.Text;
using FlowCore.Files.SafeTensors;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class SafeTensorsMalformedTests : IDisposable
{
    private const string Nothing = """{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""";
    private const string Damaged = "The file is damaged or of another kind.";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Malformed => new()
    {
        {
            "empty", [], "expected a safetensors file, got an empty file, a pipe or a device. Give a regular file with something in it."
        },
        { "seven bytes", new byte[7], $"expected a safetensors file of at least 8 bytes, got 7 bytes. {Damaged}" },
        {
            "length past the file", [9, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8],
            $"expected a header of at most 2 bytes, got a header length of 9. {Damaged}"
        },
        {
            "length past 63 bits", [255, 255, 255, 255, 255, 255, 255, 255, .. "{}"u8],
            $"expected a header of at most 2 bytes, got a header length of 18446744073709551615. {Damaged}"
        },
        { "array", SafeTensorsBytes.File("[]"), $"expected a JSON object as header, got Array. {Damaged}" },
        {
            "list of tensors", SafeTensorsBytes.File("""{"x":[]}"""),
            $"expected tensor 'x' to be an object, got Array. {Damaged}"
        },
        {
            "metadata list", SafeTensorsBytes.File("""{"__metadata__":[]}"""),
            $"expected __metadata__ to be an object, got Array. {Damaged}"
        },
        {
            "metadata number", SafeTensorsBytes.File("""{"__metadata__":{"k":1}}"""),
            $"expected a string as __metadata__ 'k', got Number. {Damaged}"
        },
        {
            "no dtype", Tensor("""{"shape":[1],"data_offsets":[0,4]}"""),
            $"expected a dtype of tensor 'x', got none. {Damaged}"
        },
        {
            "no shape", Tensor("""{"dtype":"F32","data_offsets":[0,4]}"""),
            $"expected a shape of tensor 'x', got none. {Damaged}"
        },
        {
            "no offsets", Tensor("""{"dtype":"F32","shape":[1]}"""),
            $"expected a data_offsets of tensor 'x', got none. {Damaged}"
        },
        {
            "dtype number", Tensor("""{"dtype":32,"shape":[1],"data_offsets":[0,4]}"""),
            $"expected dtype of tensor 'x' to be of kind String, got Number. {Damaged}"
        },
        { "unknown dtype", Tensor("F33", "[1]", "[0,4]"), $"expected a known dtype of tensor 'x', got 'F33'. {Damaged}" },
        {
            "changed dtype", Tensor("F16", "[1]", "[0,4]"),
            $"expected 2 bytes for tensor 'x' F16 [1], got data_offsets [0, 4]. {Damaged}"
        },
        {
            "negative extent", Tensor("F32", "[-1]", "[0,4]"),
            $"expected whole numbers of 0 or more for tensor 'x', got -1. {Damaged}"
        },
        {
            "fraction", Tensor("F32", "[1.5]", "[0,4]"),
            $"expected whole numbers of 0 or more for tensor 'x', got 1.5. {Damaged}"
        },
        {
            "text as offset", Tensor("F32", "[1]", "[0,\"4\"]"),
            $"expected whole numbers of 0 or more for tensor 'x', got \"4\". {Damaged}"
        },
        {
            "six extents", Tensor("F32", "[1,1,1,1,1,1]", "[0,4]"),
            $"expected tensor 'x' to have at most 5 extents, got 6. {Damaged}"
        },
        {
            "extent of 31 bits", Tensor("F32", "[2147483648]", "[0,4]"),
            $"expected tensor 'x' to have extents below 2^31, got 2147483648. {Damaged}"
        },
        {
            "product past 64 bits", Tensor("F32", "[1073741825,1073741825,1073741825,1073741825]", "[0,4]"),
            "expected 5316912002946704147851428767251562500 bytes for tensor 'x' F32 "
                + $"[1073741825, 1073741825, 1073741825, 1073741825], got data_offsets [0, 4]. {Damaged}"
        },
        { "three offsets", Tensor("F32", "[1]", "[0,4,8]"), $"expected two data_offsets of tensor 'x', got 3. {Damaged}" },
        {
            "offsets turned round", Tensor("F32", "[1]", "[4,0]"),
            $"expected 4 bytes for tensor 'x' F32 [1], got data_offsets [4, 0]. {Damaged}"
        },
        {
            "hole at the start", Tensor("F32", "[1]", "[4,8]", 8),
            $"expected tensor 'x' to start at byte 0 of the data, got 4, a hole. {Damaged}"
        },
        {
            "overlap", SafeTensorsBytes.File(
                """
                {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                 "y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}
                """,
                new byte[12]),
            $"expected tensor 'y' to start at byte 8 of the data, got 4, an overlap. {Damaged}"
        },
        {
            "cut data", Tensor("F32", "[2]", "[0,8]", 5),
            "expected 8 bytes of tensor data, got 5 bytes. The file is cut short; copy it again."
        },
        {
            "trailing bytes", Tensor("F32", "[1]", "[0,4]", 6),
            "expected 4 bytes of tensor data, got 6 bytes. Bytes were added to the file; copy it again."
        },
        {
            "line break in a name", SafeTensorsBytes.File("""{"a\nb":1}"""),
            $@"expected tensor 'a\nb' to be an object, got Number. {Damaged}"
        },
    };

    public static TheoryData<string, byte[]> NotJson => new()
    {
        { "no header", SafeTensorsBytes.File("") },
        { "text", SafeTensorsBytes.File("not json") },
        { "cut", SafeTensorsBytes.File("""{"x":{"dtype":"F32","shape":[1],""") },
        { "two objects", SafeTensorsBytes.File("{}{}") },
        { "not UTF-8", SafeTensorsBytes.File([.. "{\""u8, 0xFF, .. "\":{}}"u8], []) },
        { "half a surrogate", SafeTensorsBytes.File("""{"\ud800":{}}""") },
        { "half a surrogate in metadata", SafeTensorsBytes.File("""{"__metadata__":{"k":"\ud800"}}""") },
        { "deep", SafeTensorsBytes.File("{\"x\":" + new string('[', 200)) },
        { "key twice", SafeTensorsBytes.File($"{{\"x\":{Nothing},\"x\":{Nothing}}}") },
        { "key twice, once escaped", SafeTensorsBytes.File($"{{\"x\":{Nothing},\"\\u0078\":{Nothing}}}") },
        { "key twice, others between", SafeTensorsBytes.File($"{{\"x\":{Nothing},\"y\":{Nothing},\"x\":{Nothing}}}") },
        { "metadata twice, once escaped", SafeTensorsBytes.File("""{"__metadata__":{},"\u005f_metadata__":{}}""") },
        { "metadata key twice", SafeTensorsBytes.File("""{"__metadata__":{"k":"1","k":"2"}}""") },
        { "shape twice", Tensor("""{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[1]}""") },
        { "offsets twice", Tensor("""{"dtype":"F32","shape":[1],"data_offsets":[0,4],"data_offsets":[0,4]}""") },
        { "dtype twice", Tensor("""{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}""") },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_file_is_one_line_with_its_name(string what, byte[] bytes, string line)
    {
        var path = _folder.Write(what, bytes);

        Assert.Equal($"{path}: {line}", Refusal(path));
    }

    [Theory]
    [MemberData(nameof(NotJson))]
    public void A_header_that_is_not_strict_json_is_one_line(string what, byte[] bytes)
    {
        var path = _folder.Write(what, bytes);

        var line = Refusal(path);

        Assert.StartsWith($"{path}: expected a JSON header, got '", line);
        Assert.EndsWith($"'. {Damaged}", line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void A_header_past_the_limit_of_the_format_is_refused_before_it_is_read()
    {
        var path = _folder.PathOf("large");
        using (var file = File.Create(path))
        {
            file.Write([1, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]);
            file.SetLength(200_000_000);
        }

        Assert.Equal(
            $"{path}: expected a header of at most 100000000 bytes, got a header length of 100000001. {Damaged}", Refusal(path));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        var absent = _folder.PathOf("absent");

        Assert.Equal($"{absent}: expected a safetensors file, got no such file. Check the path.", Refusal(absent));
        Assert.Equal(
            $"{_folder.Path}: expected a safetensors file, got a folder. Give the path of a file.", Refusal(_folder.Path));
    }

    [Fact]
    public void Any_cut_and_any_flipped_bit_is_one_line_or_a_readable_file()
    {
        var whole = Whole();
        var random = new System.Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = round < whole.Length ? whole[..round] : [.. whole];
            if (round >= whole.Length)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            var path = _folder.Write("fuzz", bytes);
            try
            {
                ReadAll(path);
                Assert.Equal(whole.Length, bytes.Length);
            }
            catch (FlowException refusal)
            {
                Assert.StartsWith($"{path}: expected ", refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    private static byte[] Tensor(string entry) => SafeTensorsBytes.File($"{{\"x\":{entry}}}", new byte[4]);

    private static byte[] Tensor(string dtype, string shape, string offsets, int data = 4) => SafeTensorsBytes.File(
        Encoding.UTF8.GetBytes($$$"""{"x":{"dtype":"{{{dtype}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}"""),
        new byte[data]);

    private static byte[] Whole()
    {
        var writer = new SafeTensorsWriter();
        writer.AddMetadata("config", "{}");
        writer.Add("a", new Shape(2, 3), new float[6]);
        writer.Add("b", new Shape(4), new int[4]);
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }

    private static void ReadAll(string path)
    {
        using var reader = new SafeTensorsReader(path);
        foreach (var entry in reader.Entries)
        {
            _ = entry.Dtype == "I32" ? reader.ReadInts(entry.Name).Length : reader.ReadFloats(entry.Name).Length;
        }
    }

    private static string Refusal(string path) =>
        Assert.Throws<FlowException>(() => { using var reader = new SafeTensorsReader(path); }).Message;
}
