using FlowCore.Gpu.Failures;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>What a failed device does to what it held: the first error is the one that a user sees.</summary>
public sealed class DeviceReleaseTests
{
    [Fact]
    public void A_failure_while_giving_back_is_not_thrown() =>
        DeviceFailure.Release(() => throw new FlowException("gone"));

    [Fact]
    public void A_mistake_while_giving_back_is_thrown() =>
        Assert.Throws<InvalidOperationException>(() => DeviceFailure.Release(() => throw new InvalidOperationException()));
}
