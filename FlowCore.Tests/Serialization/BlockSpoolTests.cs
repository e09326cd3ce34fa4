using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class BlockSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.PathOf("target");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Streams_that_grow_side_by_side_come_out_whole_each_time()
    {
        using var spool = new BlockSpool(Target);
        var (a, b) = (new MemoryStream(), new MemoryStream());
        for (var i = 0; i < 300; i++)
        {
            byte[] block = [.. Enumerable.Range(0, i * 7).Select(each => (byte)(each + i))];
            (i % 3 == 0 ? a : b).Write(block);
            spool.Append(i % 3 == 0 ? "a" : "b", stream => stream.Write(block.AsSpan()));
        }

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(a.ToArray(), Read(spool, "a"));
            Assert.Equal(b.ToArray(), Read(spool, "b"));
        }

        Assert.Equal((a.Length, 0), (spool.Length("a"), spool.Length("none")));
        Assert.Empty(Read(spool, "none"));
    }

    [Fact]
    public void It_lies_beside_its_target_until_it_is_disposed_of_and_writing_the_target_leaves_it()
    {
        using (var spool = new BlockSpool(Target))
        {
            spool.Append("a", stream => stream.WriteByte(5));
            Assert.True(TemporaryName.Is(Assert.Single(_folder.Names), "target"));
            AtomicFile.Write(Target, stream => spool.CopyTo("a", stream));
            Assert.Equal([5], Read(spool, "a"));
        }

        Assert.Equal(["target"], _folder.Names);
        Assert.Equal([5], File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_target_that_cannot_be_is_refused_before_there_is_anything()
    {
        Assert.Contains("a folder", Assert.Throws<FlowException>(() => new BlockSpool(_folder.Path)).Message, StringComparison.Ordinal);
        var nowhere = Assert.Throws<FlowException>(() => new BlockSpool(_folder.PathOf("none/target")));
        Assert.Contains("no such folder", nowhere.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    private static byte[] Read(BlockSpool spool, string name)
    {
        using var stream = new MemoryStream();
        spool.CopyTo(name, stream);
        return stream.ToArray();
    }
}
