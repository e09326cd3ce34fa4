using System.Text;
using FlowCore.TensorBoard;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.TensorBoard;

public sealed class RecordFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sum_is_the_one_of_the_standard_and_of_bits_one_by_one()
    {
        // RFC 3720, B.4, and the check value of CRC-32C in Williams' catalogue.
        Assert.Equal(EventReader.Masked(0x8A9136AA), RecordFraming.MaskedCrc(new byte[32]));
        Assert.Equal(EventReader.Masked(0x62A8AB43), RecordFraming.MaskedCrc(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(EventReader.Masked(0xE3069283), RecordFraming.MaskedCrc("123456789"u8));
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * i))];
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Equal(
            EventReader.Masked(EventReader.Crc(bytes.AsSpan(0, length))), RecordFraming.MaskedCrc(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void A_record_is_its_length_and_itself_each_with_its_sum()
    {
        var path = Written("abc");
        var bytes = File.ReadAllBytes(path);
        Assert.Equal([3, 0, 0, 0, 0, 0, 0, 0], bytes[..8]);
        Assert.Equal("abc"u8, bytes.AsSpan(12, 3));
        Assert.Equal(8 + 4 + 3 + 4, bytes.Length);
    }

    [Fact]
    public void What_a_killed_process_left_at_the_end_is_cut_off_at_every_length_and_the_rest_stays()
    {
        var whole = File.ReadAllBytes(Written("one", "another", ""));
        var path = _folder.PathOf("torn");
        int[] ends = [0, 19, 42, 58];
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            RecordFile.CutTornRecord(path);
            Assert.Equal(whole[..ends.Last(end => end <= length)], File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_file_that_is_there_is_refused_in_one_line()
    {
        var path = Written("abc");
        Assert.StartsWith($"{path}: expected a file that can be written", Assert.Throws<FlowException>(() => new RecordFile(path)).Message, StringComparison.Ordinal);
    }

    private string Written(params string[] records)
    {
        var path = _folder.PathOf("records");
        using var file = new RecordFile(path);
        foreach (var record in records)
        {
            file.Append(Encoding.ASCII.GetBytes(record));
        }

        return path;
    }
}
