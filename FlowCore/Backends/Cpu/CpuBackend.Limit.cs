using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

public sealed partial class CpuBackend
{
    /// <summary>
    /// Runs multiply-adds on registers alone, on every thread for some ten milliseconds: what this machine can do in a second is
    /// the limit that products are measured against.
    /// </summary>
    /// <returns>The floating-point operations that were run, two a multiply-add.</returns>
    public double RunMultiplyAdds()
    {
        var work = new RegisterWork(_kernels.Bits, new float[Threads]);
        _team.For(Threads, work);
        return work.Flops * Threads;
    }
}
