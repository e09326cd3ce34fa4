using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends.Cpu;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Autodiff;

public sealed class TapeCancellationTests : IDisposable
{
    private readonly CpuBackend _backend = new(threads: 1);
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void What_runs_on_a_tape_ends_between_two_operations_and_the_tape_works_again()
    {
        using var x = TestTensors.Filled(_backend, new Shape(2, 3), 5);
        using var tape = new Tape(_backend) { Cancellation = _stop.Token };
        var variable = tape.Input(x, needsGradient: true);
        var sum = variable.Plus(variable);
        _stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => sum.Plus(variable));
        Works(tape, x);
    }

    [Fact]
    public void A_gradient_ends_between_two_operations_too()
    {
        using var x = TestTensors.Filled(_backend, new Shape(2, 3), 5);
        using var tape = new Tape(_backend) { Cancellation = _stop.Token };
        var variable = tape.Input(x, needsGradient: true);
        var (early, late) = (0, 0);
        var first = tape.Record(tape.Allocate(x.Shape), [variable], _ => early++);
        var second = tape.Record(tape.Allocate(x.Shape), [first], _ =>
        {
            late++;
            _stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => tape.Backward(second, seed: 1));
        Assert.Equal((0, 1), (early, late));
        Works(tape, x);
    }

    private static void Works(Tape tape, Tensor x)
    {
        tape.Clear();
        tape.Cancellation = default;
        var again = tape.Input(x, needsGradient: true);
        tape.Backward(again.Plus(again), seed: 1);
        Assert.All(TestTensors.ReadDoubles(tape.Backend, again.Gradient!), number => Assert.Equal(2.0, number));
    }
}
