using FlowCore.Backends.Cpu;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Backends;

/// <summary>What the CPU backend offers to operations of other assemblies.</summary>
public sealed class CpuExtensionTests
{
    [Fact]
    public void Numbers_are_the_tensors_own_and_a_views_its_part()
    {
        using var backend = new CpuBackend(threads: 1);
        using var x = TestTensors.From(backend, new Shape(3, 1, 1, 2), 1, 2, 3, 4, 5, 6);
        Assert.Equal([1, 2, 3, 4, 5, 6], CpuBackend.Numbers(x).ToArray());
        var view = CpuBackend.Numbers(x.Channels(1, 1));
        Assert.Equal([3, 4], view.ToArray());
        view[1] = 40;
        Assert.Equal([1, 2, 3, 40, 5, 6], TestTensors.ReadDoubles(backend, x));
        using var nothing = backend.Allocate(new Shape(3, 0, 1, 2));
        Assert.True(CpuBackend.Numbers(nothing).IsEmpty);
    }

    [Fact]
    public void Numbers_of_what_was_disposed_or_is_anothers_are_refused()
    {
        var backend = new CpuBackend(threads: 1);
        var (gone, kept) = (backend.Allocate(new Shape(4)), backend.Allocate(new Shape(4)));
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CpuBackend.Numbers(gone).Length);
        backend.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CpuBackend.Numbers(kept).Length);

        using var reference = new ReferenceBackend();
        using var other = reference.Allocate(new Shape(4));
        var failure = Assert.Throws<FlowException>(() => CpuBackend.Numbers(other).Length);
        Assert.StartsWith("Tensor [4]: expected memory of the CPU backend, got ReferenceStorage.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_no_span_holds_are_refused()
    {
        // It says that it is large; nothing reads it.
        using var backend = new CpuBackend(threads: 1);
        using var large = new Tensor(backend.Allocate(new Shape(1)).Storage, new Shape(1 << 11, 1, 1 << 10, 1 << 10));
        var failure = Assert.Throws<FlowException>(() => CpuBackend.Numbers(large).Length);
        Assert.Contains("expected at most 2147483647 numbers for a span, got 2147483648. Take it by Tensor.Part.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(16384, 1, 1)]
    [InlineData(50000, 1, 4)]
    [InlineData(10, 4000, 3)]
    [InlineData(7, 1000000, 7)]
    public void Ranges_cover_all_once_and_are_the_same_on_any_number_of_threads(long count, long size, int ranges)
    {
        var cuts = new[] { Cuts(threads: 1), Cuts(threads: 3) };
        Assert.Equal(cuts[0], cuts[1]);
        Assert.Equal(ranges, cuts[0].Length);
        Assert.Equal(count, cuts[0].Sum(range => range.End - range.Start));
        Assert.All(cuts[0].Skip(1).Zip(cuts[0]), pair => Assert.Equal(pair.Second.End, pair.First.Start));

        (long Start, long End)[] Cuts(int threads)
        {
            using var backend = new CpuBackend(threads);
            var seen = new List<(long Start, long End)>();
            backend.For(
                count,
                (start, end) =>
                {
                    lock (seen)
                    {
                        seen.Add((start, end));
                    }
                },
                size);
            return [.. seen.Order()];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_failure_of_a_body_is_the_callers_and_a_run_inside_another_is_refused(int threads)
    {
        using var backend = new CpuBackend(threads);
        var failure = Assert.Throws<NotSupportedException>(() => backend.For(100_000, (_, _) => throw new NotSupportedException("mine")));
        Assert.Equal("mine", failure.Message);
        Assert.Throws<InvalidOperationException>(() => backend.For(2, (_, _) => backend.For(2, (_, _) => { })));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.For(-1, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.For(1, (_, _) => { }, size: 0));
    }
}
