using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Autodiff;

public sealed class PlaneOperationTests
{
    [Fact]
    public void A_number_stands_at_every_pixel_and_its_gradient_is_the_sum_over_them()
    {
        using var backend = new ReferenceBackend();
        using var x = TestTensors.From(backend, new Shape(2, 2, 1, 1), 1, 2, 3, 4);
        using var dy = TestTensors.From(backend, new Shape(2, 2, 1, 3), [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        using var tape = new Tape(backend);
        var variable = tape.Input(x, needsGradient: true);
        var y = variable.BroadcastPlanes(1, 3);
        Assert.Equal([1.0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], TestTensors.ReadDoubles(backend, y.Value));
        tape.Backward((y, dy));
        Assert.Equal([3.0, 12, 21, 30], TestTensors.ReadDoubles(backend, variable.Gradient!));
    }

    [Fact]
    public void A_second_use_adds_to_the_gradient()
    {
        using var backend = new ReferenceBackend();
        using var x = TestTensors.From(backend, new Shape(1, 2, 1, 1), 1, 2);
        using var tape = new Tape(backend);
        var variable = tape.Input(x, needsGradient: true);
        tape.Backward(variable.BroadcastPlanes(2, 2).Plus(variable.BroadcastPlanes(2, 2)), seed: 0.5);
        Assert.Equal([4.0, 4.0], TestTensors.ReadDoubles(backend, variable.Gradient!));
    }
}
