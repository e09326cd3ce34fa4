using FlowCore.Files.SafeTensors;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

/// <summary>The published format, against bytes written out here: the writer and the reader do not judge each other.</summary>
public sealed class SafeTensorsFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_length_header_spaces_and_little_endian_data()
    {
        float[] weights = [1f, -2.5f];
        int[] steps = [258];
        var writer = new SafeTensorsWriter();
        writer.AddMetadata("config", "{\"k\":3}");
        writer.Add("w", new Shape(2, 1), weights);
        writer.Add("steps", new Shape([]), steps);

        using var stream = new MemoryStream();
        writer.WriteTo(stream);

        byte[] expected =
        [
            152, 0, 0, 0, 0, 0, 0, 0,
            .. """{"__metadata__":{"config":"{\"k\":3}"},"w":"""u8,
            .. """{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"steps":"""u8,
            .. """{"dtype":"I32","shape":[],"data_offsets":[8,12]}}"""u8,
            .. " "u8,
            0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xC0,
            0x02, 0x01, 0x00, 0x00,
        ];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void A_foreign_file_is_read_whatever_the_order_of_its_header()
    {
        var path = _folder.Write("foreign", SafeTensorsBytes.File(
            """
            {"b":{"data_offsets":[4,12],"shape":[1,2],"dtype":"I32"},
             "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"note":null},
             "__metadata__":{"format":"pt"},
             "empty":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]}}
            """,
            0, 0, 0, 0x3F, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0));

        using var reader = new SafeTensorsReader(path);

        Assert.Equal(["b", "a", "empty"], reader.Entries.Select(e => e.Name));
        Assert.Equal(new SafeTensorsEntry("b", "I32", new Shape(1, 2), 4, 8), reader.Entry("b"));
        Assert.Equal([0.5f], reader.ReadFloats("a"));
        Assert.Equal([-1, 65536], reader.ReadInts("b"));
        Assert.Empty(reader.ReadFloats("empty"));
        Assert.Equal("pt", Assert.Single(reader.Metadata).Value);
        Assert.Equal("'b' I32 [1, 2]", reader.Entry("b").ToString());
    }

    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0xBF }, 1.5f, -0.1f)]
    [InlineData("F16", new byte[] { 0x00, 0x3E, 0x01, 0x80 }, 1.5f, -5.9604645e-8f)]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F, 0x80, 0xFF }, 1.5f, float.NegativeInfinity)]
    public void Other_float_types_become_floats(string dtype, byte[] data, float first, float second)
    {
        var path = _folder.Write(dtype, SafeTensorsBytes.File(
            $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data));

        using var reader = new SafeTensorsReader(path);

        Assert.Equal([first, second], reader.ReadFloats("x"));
    }

    [Fact]
    public void An_unaligned_header_still_loads()
    {
        for (var spaces = 0; spaces < 8; spaces++)
        {
            var json = """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""" + new string(' ', spaces);
            var path = _folder.Write($"{spaces}", SafeTensorsBytes.File(json, 0, 0, 0x80, 0x3F));

            using var reader = new SafeTensorsReader(path);

            Assert.Equal([1f], reader.ReadFloats("x"));
        }
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        using var reader = new SafeTensorsReader(_folder.Write("none", SafeTensorsBytes.File("{}")));

        Assert.Empty(reader.Entries);
        Assert.Empty(reader.Metadata);
        Assert.False(reader.Contains("x"));
    }

    [Fact]
    public void Types_that_are_not_read_do_not_hide_the_others()
    {
        var path = _folder.Write("mixed", SafeTensorsBytes.File(
            """{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
            new byte[12]));

        using var reader = new SafeTensorsReader(path);

        Assert.Equal([0f], reader.ReadFloats("x"));
        Assert.Equal(
            $"{path}: expected tensor 'n' to be F32, F64, F16 or BF16, got I64. The file is of another model or damaged.",
            Assert.Throws<FlowException>(() => reader.ReadFloats("n")).Message);
    }
}
