using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The SIMD backend on one thread.</summary>
public sealed class CpuBackendConformance : BackendConformance
{
    protected override IBackend Create() => new CpuBackend(threads: 1);

    /// <summary>On two threads, whose results have the bits of one.</summary>
    public sealed class TwoThreads : BackendConformance
    {
        [Theory]
        [MemberData(nameof(Rows))]
        public void One_thread_gives_the_same_bits(string name)
        {
            var row = BackendCases.All[name];
            using var one = new CpuBackend(threads: 1);
            SameBits(row, Trial.Run(one, row), Trial.Run(Backend, row));
        }

        protected override IBackend Create() => new CpuBackend(threads: 2);
    }

    /// <summary>In memory that is NaN until it is written, scratch memory included.</summary>
    public sealed class Poisoned : BackendConformance
    {
        [Theory]
        [MemberData(nameof(Rows))]
        public void Clean_memory_gives_the_same_bits(string name)
        {
            var row = BackendCases.All[name];
            using var clean = new CpuBackend(threads: 2);
            SameBits(row, Trial.Run(clean, row), Trial.Run(Backend, row));
        }

        protected override IBackend Create() => new CpuBackend(threads: 2, poisonMemory: true);
    }
}
