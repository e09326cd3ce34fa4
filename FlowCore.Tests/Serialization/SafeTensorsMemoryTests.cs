using System.Text;
using FlowCore.Files.SafeTensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

/// <summary>What a header of a mebibyte costs: the format allows one of a hundred.</summary>
public sealed class SafeTensorsMemoryTests : IDisposable
{
    private const int Length = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    /// <summary>A kind of header, and how many times its own length may be asked for to read it.</summary>
    public static TheoryData<string, string, string, string, double> Headers => new()
    {
        { "tensors", "{", "\"t{0:D7}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},", $"\"last\":{Nothing}}}", 10 },
        { "extents", "{\"a\":{\"dtype\":\"F32\",\"shape\":[", "0,", "0],\"data_offsets\":[0,0]}}", 1.2 },
        { "offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[", "0,", "0]}}", 1.2 },
        { "members without meaning", "{\"a\":{\"x\":[", "{{}},", "0],\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 1.2 },
        { "one long name", "{\"", "n", $"\":{Nothing}}}", 1.2 },
        { "one long key", "{\"__metadata__\":{\"", "k", "\":\"\"}}", 1.2 },
        { "one long string", "{\"__metadata__\":{\"k\":\"", "x", "\"}}", 3.2 },
        { "many strings", "{\"__metadata__\":{", "\"k{0:D7}\":\"{0:D7}\",", "\"last\":\"\"}}", 14 },
        { "blanks", "{", " ", "}", 1.2 },
        { "no JSON", "{", "[", "}", 1.2 },
    };

    private static string Nothing => """{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Headers))]
    public void Memory_is_in_proportion_to_the_header(string what, string start, string unit, string end, double times)
    {
        var json = new StringBuilder(start);
        for (var i = 0; json.Length < Length; i++)
        {
            json.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, unit, i);
        }

        var path = _folder.Write(what, SafeTensorsBytes.File(json.Append(end).ToString()));
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            new SafeTensorsReader(path).Dispose();
        }
        catch (FlowException refusal)
        {
            Assert.InRange(refusal.Message.Length, 1, path.Length + 600);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Length, times * Length);
    }
}
