using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
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
}
