using System.Runtime.Intrinsics;
using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed class CpuBackendTests
{
    [Fact]
    public void Memory_that_waits_in_other_sizes_is_given_up_before_a_request_is_refused()
    {
        // Never touched, so the system lends no page of it: only the accounting is tried.
        using var backend = new CpuBackend(threads: 1);
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(float);
        backend.Allocate(Rows(total * 6 / 10)).Dispose();
        backend.Allocate(Rows(total * 7 / 10)).Dispose();
        Assert.True(backend.MemoryBytes < total * sizeof(float));

        var failure = Assert.Throws<FlowException>(() => backend.Allocate(Rows(total * 2)));
        Assert.StartsWith("memory: expected", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TrainingOptions.InitImages", failure.Message, StringComparison.Ordinal);

        static Shape Rows(long count) => new((int)(count >> 12), 1, 64, 64);
    }

    [Fact]
    public void A_gradient_that_nobody_wants_goes_back_with_the_tape()
    {
        using var backend = new CpuBackend(threads: 1);
        using var shift = TestTensors.Random(backend, new Shape(4), seed: 1);
        using var x = TestTensors.Random(backend, new Shape(4, 2, 3, 3), seed: 2);

        // Working memory grows to its size when the second run starts.
        Run();
        Run();
        var memory = backend.MemoryBytes;
        for (var i = 0; i < 50; i++)
        {
            Run();
        }

        Assert.Equal(memory, backend.MemoryBytes);

        void Run()
        {
            using var tape = new Tape(backend);
            var computed = tape.Input(shift).Plus(tape.Input(shift));
            tape.Backward(tape.Input(x, needsGradient: true).AffineForward(computed, computed, ChannelAffine.ActNorm), seed: 1);
        }
    }

    [Fact]
    public void Each_width_of_vectors_can_be_chosen_and_one_that_is_not_there_is_refused()
    {
        foreach (var bits in VectorWidths.All)
        {
            using var backend = VectorWidths.Backend(bits);
            Assert.Contains($"{bits}-bit vectors", backend.Name, StringComparison.Ordinal);
        }

        using var usual = new CpuBackend(threads: 1);
        Assert.Equal(Vector512.IsHardwareAccelerated, usual.Name.Contains("512-bit", StringComparison.Ordinal));
        var failure = Assert.Throws<FlowException>(() => VectorWidths.Backend(1024));
        Assert.StartsWith("vectors: expected 128", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("got 1024.", failure.Message, StringComparison.Ordinal);
    }
}
