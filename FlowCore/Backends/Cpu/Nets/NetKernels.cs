using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>A net's kernels, each packed when a pass first asks for it. The depth is one block: panels of B are small.</summary>
internal sealed unsafe class NetKernels : IDisposable
{
    private readonly CpuBackend _backend;
    private readonly KernelView _first, _second, _third;
    private readonly int _tileRows;
    private readonly List<ScratchMemory> _memory = [];

    public NetKernels(CpuBackend backend, NetWeights weights, int tileRows)
    {
        (_backend, _tileRows) = (backend, tileRows);
        _first = CpuBackend.KernelOf(weights.Weight1);
        _second = CpuBackend.KernelOf(weights.Weight2);
        _third = CpuBackend.KernelOf(weights.Weight3);
    }

    /// <summary>w1, by gathered inputs.</summary>
    public PackedKernel Gathering1() => Gathering(_first);

    /// <summary>w2.</summary>
    public PackedKernel Gathering2() => Gathering(_second);

    /// <summary>w3, by (tap, output).</summary>
    public PackedKernel Scattering3() => Scattering(_third);

    /// <summary>w3ᵀ, by gathered gradients of outputs.</summary>
    public PackedKernel Gathering3Transposed() => Gathering(_third.Transposed());

    /// <summary>w2ᵀ.</summary>
    public PackedKernel Gathering2Transposed() => Gathering(_second.Transposed());

    /// <summary>w1ᵀ, by (tap, input).</summary>
    public PackedKernel Scattering1Transposed() => Scattering(_first.Transposed());

    /// <inheritdoc/>
    public void Dispose() => _memory.ForEach(memory => memory.Dispose());

    private PackedKernel Gathering(KernelView kernel)
    {
        var depth = kernel.Inputs * kernel.Taps;
        return PackedKernel.Gathering(kernel, _tileRows, Memory(kernel.Outputs, depth), depth);
    }

    private PackedKernel Scattering(KernelView kernel) =>
        PackedKernel.Scattering(kernel, _tileRows, Memory(kernel.Taps * kernel.Outputs, kernel.Inputs), kernel.Inputs);

    private float* Memory(int rows, int depth)
    {
        var memory = _backend.Scratch(PackedKernel.Size(rows, depth, _tileRows));
        _memory.Add(memory);
        return memory.Pointer;
    }
}
