using FlowCore.Backends;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The oracle on what can be checked by hand; its gradients and solves have laws of their own.</summary>
public sealed class ReferenceBackendExamples : BackendExamples
{
    [Fact]
    public void New_memory_is_nan_until_it_is_written()
    {
        using var x = Backend.Allocate(new Shape(5));
        Assert.All(TestTensors.ReadDoubles(Backend, x), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Nothing_outlives_its_backend()
    {
        var backend = new ReferenceBackend();
        using var x = backend.Allocate(new Shape(5));
        backend.Dispose();
        Assert.Throws<ObjectDisposedException>(() => backend.Fill(x, 0));
        Assert.Throws<ObjectDisposedException>(() => backend.Allocate(new Shape(5)));
    }

    protected override IBackend Create() => new ReferenceBackend();
}
