using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends.Cpu;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Autodiff;

public sealed class TapeTests
{
    [Fact]
    public void A_variable_that_is_used_twice_gets_both_shares()
    {
        using var backend = new ReferenceBackend();
        using var x = TestTensors.Filled(backend, new Shape(3), 5);
        using var tape = new Tape(backend);
        var variable = tape.Input(x, needsGradient: true);
        tape.Backward(variable.Plus(variable), seed: 1.5);
        Assert.Equal([3.0, 3.0, 3.0], TestTensors.ReadDoubles(backend, variable.Gradient!));
    }

    [Fact]
    public void It_runs_backward_once_and_says_so()
    {
        using var backend = new ReferenceBackend();
        using var x = TestTensors.Filled(backend, new Shape(3), 5);
        using var tape = new Tape(backend);
        var variable = tape.Input(x, needsGradient: true);
        var sum = variable.Plus(variable);
        tape.Backward(sum, seed: 1);
        Assert.Contains("once", Assert.Throws<InvalidOperationException>(() => tape.Backward(sum, seed: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tape_that_does_not_record_has_no_gradients_to_run()
    {
        using var backend = new ReferenceBackend();
        using var x = TestTensors.Filled(backend, new Shape(3), 5);
        using var tape = new Tape(backend, recording: false);
        var variable = tape.Input(x, needsGradient: true);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(variable, seed: 1));
    }

    [Fact]
    public void A_tape_that_starts_over_meets_parameters_where_they_are_now()
    {
        using var backend = new ReferenceBackend();
        var parameter = new Parameter("p", new Shape(3), [1, 2, 3]);
        using var tape = new Tape(backend);
        var first = new ParameterArena(backend, [parameter]);
        tape.Backward(tape.Use(parameter).Plus(tape.Use(parameter)), seed: 1);
        tape.Clear();
        Assert.Equal([2.0, 2.0, 2.0], TestTensors.ReadDoubles(backend, parameter.Gradient));

        using var second = new ParameterArena(backend, [parameter]);
        first.Dispose();
        var sum = tape.Use(parameter).Plus(tape.Use(parameter));
        Assert.Equal([2.0, 4.0, 6.0], TestTensors.ReadDoubles(backend, sum.Value));
        tape.Backward(sum, seed: 0.5);
        Assert.Equal([1.0, 1.0, 1.0], TestTensors.ReadDoubles(backend, parameter.Gradient));
    }

    [Fact]
    public void A_gradient_that_fails_leaves_nothing_behind_and_a_tape_that_works()
    {
        using var backend = new CpuBackend(threads: 1);
        using var x = TestTensors.Filled(backend, new Shape(2, 3, 4, 5), 5);
        using var tape = new Tape(backend);
        var memory = 0L;
        for (var round = 0; round < 20; round++)
        {
            var variable = tape.Input(x, needsGradient: true);
            var sum = variable.Plus(variable);
            var failing = tape.Record(tape.Allocate(x.Shape), [sum], _ => throw new NotSupportedException());
            Assert.Throws<NotSupportedException>(() => tape.Backward(failing.Plus(sum), seed: 1));
            tape.Clear();
            memory = round == 1 ? backend.MemoryBytes : memory;
        }

        Assert.Equal(memory, backend.MemoryBytes);
        var again = tape.Input(x, needsGradient: true);
        tape.Backward(again.Plus(again), seed: 1);
        Assert.All(TestTensors.ReadDoubles(backend, again.Gradient!), number => Assert.Equal(2.0, number));
    }
}
