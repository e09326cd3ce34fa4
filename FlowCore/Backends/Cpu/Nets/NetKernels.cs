using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>The kernels that a pass through a net multiplies with, packed one after the other into scratch memory.</summary>
internal unsafe ref struct NetKernels
{
    private readonly int _tileRows;
    private readonly WorkTeam _team;
    private float* _free;

    /// <summary>Room for some kernels.</summary>
    /// <param name="workspace">Whose memory it is.</param>
    /// <param name="tileRows">Rows of a tile.</param>
    /// <param name="scattered">One that scatters, (tap, output) as rows.</param>
    /// <param name="kernels">Those that gather: outputs as rows.</param>
    public NetKernels(Workspace workspace, int tileRows, KernelView scattered, params ReadOnlySpan<KernelView> kernels)
    {
        var size = PackedKernel.Size(scattered.Taps * scattered.Outputs, scattered.Inputs, tileRows);
        foreach (var kernel in kernels)
        {
            size += PackedKernel.Size(kernel.Outputs, kernel.Inputs * kernel.Taps, tileRows);
        }

        Memory = workspace.Scratch(size);
        _tileRows = tileRows;
        _team = workspace.Team;
        _free = Memory.Pointer;
    }

    /// <summary>Where they lie, which the caller gives back.</summary>
    public ScratchMemory Memory { get; }

    /// <summary>Outputs as rows, (input, tap) as depth.</summary>
    public PackedKernel Gathering(KernelView kernel)
    {
        var depth = kernel.Inputs * kernel.Taps;
        return PackedKernel.Gathering(kernel, _tileRows, Take(kernel.Outputs, depth), _team);
    }

    /// <summary>(tap, output) as rows, inputs as depth.</summary>
    public PackedKernel Scattering(KernelView kernel) =>
        PackedKernel.Scattering(kernel, _tileRows, Take(kernel.Taps * kernel.Outputs, kernel.Inputs), _team);

    private float* Take(int rows, int depth)
    {
        var memory = _free;
        _free += PackedKernel.Size(rows, depth, _tileRows);
        return memory;
    }
}
