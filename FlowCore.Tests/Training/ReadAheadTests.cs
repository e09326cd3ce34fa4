using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class ReadAheadTests
{
    [Fact]
    public void Items_come_in_the_order_in_which_they_are_made()
    {
        var next = 0;
        using var ahead = new ReadAhead<int>(3, _ => next++);
        Assert.Equal(Enumerable.Range(0, 1000), Enumerable.Range(0, 1000).Select(_ => ahead.Take()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void No_more_is_made_than_may_wait(int most)
    {
        var made = 0;
        using var ahead = new ReadAhead<int>(most, _ => Interlocked.Increment(ref made));
        for (var taken = 0; taken < 5; taken++)
        {
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == taken + most, TimeSpan.FromSeconds(10)));
            Thread.Sleep(20);
            Assert.Equal(taken + most, Volatile.Read(ref made));
            ahead.Take();
        }
    }

    [Fact]
    public void A_failure_comes_after_all_that_was_made_before_it_and_then_every_time()
    {
        var next = 0;
        using var ahead = new ReadAhead<int>(2, _ => ++next < 4 ? next : throw new FlowException("picture: expected 1, got 0."));
        Assert.Equal([1, 2, 3], [ahead.Take(), ahead.Take(), ahead.Take()]);
        for (var again = 0; again < 2; again++)
        {
            Assert.Equal("picture: expected 1, got 0.", Assert.Throws<FlowException>(() => ahead.Take()).Message);
        }
    }

    [Fact]
    public void Items_are_made_by_one_other_thread()
    {
        using var ahead = new ReadAhead<int>(2, _ => Environment.CurrentManagedThreadId);
        var threads = Enumerable.Range(0, 20).Select(_ => ahead.Take()).Distinct().ToArray();
        Assert.NotEqual(Environment.CurrentManagedThreadId, Assert.Single(threads));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_thread_has_ended_once_the_sequence_is_disposed_of(bool isMaking)
    {
        // Either it waits for room, or it is in the middle of an item that looks at its token.
        var (made, ended) = (0, false);
        var ahead = new ReadAhead<int>(2, stop =>
        {
            if (isMaking && made == 1)
            {
                stop.WaitHandle.WaitOne();
                ended = true;
                stop.ThrowIfCancellationRequested();
            }

            return ++made;
        });
        Assert.Equal(1, ahead.Take());
        ahead.Dispose();
        ahead.Dispose();
        var after = made;
        Assert.Equal(isMaking, ended);
        Assert.Throws<ObjectDisposedException>(() => ahead.Take());
        Thread.Sleep(20);
        Assert.Equal(after, made);
    }
}
