using FlowCore.Backends.Memory;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed class StoragePoolTests
{
    private const int GiB = 1 << 28;

    [Fact]
    public void More_than_the_limit_is_refused_before_the_system_is_asked()
    {
        using var pool = new Pool(limit: 2L << 30, room: 8);
        pool.Rent(GiB);
        var failure = Assert.Throws<FlowException>(() => pool.Rent(2 * GiB));
        Assert.StartsWith("memory: expected 2.000 GiB at most on somewhere, got 3.000 GiB. Use a smaller", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, pool.Asked);
    }

    [Fact]
    public void A_refusal_of_the_system_names_what_was_asked_for_and_what_is_held()
    {
        using var pool = new Pool(limit: 8L << 30, room: 1);
        pool.Rent(GiB);
        var failure = Assert.Throws<FlowException>(() => pool.Rent(2 * GiB));
        Assert.StartsWith(
            "memory: expected 2.000 GiB more on somewhere, beside 1.000 GiB, got a refusal. Use a smaller", failure.Message, StringComparison.Ordinal);
        Assert.IsType<InsufficientMemoryException>(failure.InnerException);
    }

    [Fact]
    public void Memory_that_waits_in_another_size_is_given_back_before_a_refusal()
    {
        using var pool = new Pool(limit: 8L << 30, room: 1);
        pool.Rent(GiB).Release();
        Assert.NotNull(pool.Rent(GiB / 2));
        Assert.Equal(2L << 30 >> 2, pool.Bytes);
    }

    /// <summary>Memory that is only counted.</summary>
    private sealed class Memory(Pool pool, long capacity) : PooledStorage(pool, capacity)
    {
        public override void Free() => pool.Held--;
    }

    /// <summary>A system with room for some pieces of any size.</summary>
    private sealed class Pool(long limit, int room) : StoragePool<Memory>(limit, poison: false)
    {
        public int Held { get; set; }

        public int Asked { get; private set; }

        protected override string Place => "somewhere";

        protected override Memory Allocate(long capacity)
        {
            Asked++;
            return Held < room ? Count(capacity) : throw new InsufficientMemoryException();
        }

        protected override void Poison(Memory storage) => throw new NotSupportedException();

        protected override bool IsOutOfMemory(Exception failure) => failure is InsufficientMemoryException;

        private Memory Count(long capacity)
        {
            Held++;
            return new Memory(this, capacity);
        }
    }
}
