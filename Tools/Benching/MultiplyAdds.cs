using FlowCore.Backends;
using FlowCore.Backends.Cpu;

namespace FlowCore.Tools.Benching;

/// <summary>The multiply-adds that a machine can do at all: the denominator of every rate on it, measured in the same run.</summary>
internal static class MultiplyAdds
{
    /// <summary>Times work in turn with them, where the backend computes on the processor's vectors.</summary>
    /// <returns>Their row, or null; and what came of the work.</returns>
    public static (BenchRow? Limit, IReadOnlyList<Measurement> Work) MeasureBeside(
        IBackend backend, BenchClock clock, IEnumerable<Action> work)
    {
        if (backend is not CpuBackend cpu)
        {
            return (null, clock.MeasureInTurn(work));
        }

        var flops = 0.0;
        var measured = clock.MeasureInTurn([() => flops = cpu.RunMultiplyAdds(), .. work]);
        var shape = FormattableString.Invariant($"in registers, {cpu.Threads} threads");
        return (new BenchRow("multiply-adds", shape, flops, Bytes: 0, measured[0]), [.. measured.Skip(1)]);
    }
}
