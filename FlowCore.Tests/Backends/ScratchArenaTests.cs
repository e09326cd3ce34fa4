using FlowCore.Backends.Cpu.Memory;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed unsafe class ScratchArenaTests
{
    [Fact]
    public void Memory_of_one_operation_does_not_overlap_whether_it_fits_the_arena_or_not()
    {
        using var pool = new CpuPool(poison: false);
        var arena = new ScratchArena(pool, poison: false);
        for (var round = 1; round < 8; round++)
        {
            // Each round wants more than the one before it found room for.
            using var first = arena.Rent(100 * round);
            using var second = arena.Rent(1000 * round);
            using var third = arena.Rent(10);
            var parts = new (nint Start, int Count)[] { ((nint)first.Pointer, 100 * round), ((nint)second.Pointer, 1000 * round), ((nint)third.Pointer, 10) };
            foreach (var (start, count) in parts)
            {
                new Span<float>((float*)start, count).Fill(count);
            }

            foreach (var (start, count) in parts)
            {
                Assert.All(new Span<float>((float*)start, count).ToArray(), number => Assert.Equal(count, number));
            }
        }
    }

    [Fact]
    public void Operations_take_turns_in_the_memory_of_the_neediest()
    {
        using var pool = new CpuPool(poison: false);
        var arena = new ScratchArena(pool, poison: false);
        for (var round = 0; round < 3; round++)
        {
            Run(50_000, 1_000);
            Run(20_000, 40_000);
            Run(10, 5_000);
        }

        var bytes = pool.Bytes;
        Assert.InRange(bytes, 60_000 * sizeof(float), 60_000 * sizeof(float) * 17 / 16);
        Run(20_000, 40_000);
        Run(50_000, 1_000);
        Assert.Equal(bytes, pool.Bytes);

        void Run(int first, int second)
        {
            using var outer = arena.Rent(first);
            using var inner = arena.Rent(second);
        }
    }

    [Fact]
    public void A_second_thread_gets_memory_of_its_own()
    {
        using var pool = new CpuPool(poison: false);
        var arena = new ScratchArena(pool, poison: false);
        arena.Rent(1000).Dispose();
        using var mine = arena.Rent(1000);
        var start = (nint)mine.Pointer;
        var other = new Thread(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var theirs = arena.Rent(1000);
                Assert.True(Math.Abs((nint)theirs.Pointer - start) >= 1000 * sizeof(float));
                new Span<float>(theirs.Pointer, 1000).Fill(-1);
            }
        });
        new Span<float>(mine.Pointer, 1000).Fill(1);
        other.Start();
        other.Join();
        Assert.All(new Span<float>(mine.Pointer, 1000).ToArray(), number => Assert.Equal(1, number));
    }

    [Fact]
    public void A_refused_request_is_forgotten()
    {
        using var pool = new CpuPool(poison: false);
        var arena = new ScratchArena(pool, poison: false);
        arena.Rent(1000).Dispose();
        Assert.Throws<FlowException>(() => arena.Rent(1L << 40));
        for (var i = 0; i < 3; i++)
        {
            arena.Rent(2000).Dispose();
        }

        Assert.InRange(pool.Bytes, 2000 * sizeof(float), 2500 * sizeof(float));
    }

    [Fact]
    public void What_is_handed_out_is_poisoned_each_time()
    {
        using var pool = new CpuPool(poison: true);
        var arena = new ScratchArena(pool, poison: true);
        for (var i = 0; i < 4; i++)
        {
            using var memory = arena.Rent(100);
            Assert.All(new Span<float>(memory.Pointer, 100).ToArray(), number => Assert.True(float.IsNaN(number)));
            new Span<float>(memory.Pointer, 100).Clear();
        }
    }
}
