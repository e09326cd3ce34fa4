using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>Kernels of one size for groups of channels that lie one after the other, each with its own stencil.</summary>
/// <param name="First">The first group's kernel.</param>
/// <param name="Stride">Floats from one kernel to the next.</param>
/// <param name="Stencils">One a group.</param>
internal readonly unsafe record struct GroupedKernel(KernelView First, long Stride, Stencil[] Stencils)
{
    /// <summary>A kernel for all channels.</summary>
    public GroupedKernel(KernelView kernel, Stencil stencil)
        : this(kernel, 0, [stencil])
    {
    }

    /// <summary>How many groups.</summary>
    public int Groups => Stencils.Length;

    /// <summary>A group's kernel.</summary>
    public KernelView this[int group] => First with { Data = First.Data + (nint)(group * Stride * sizeof(float)) };

    /// <summary>A group's part of planes of <paramref name="channels"/> channels a group.</summary>
    public static ChannelRows Of(ChannelRows all, int channels, int group) => all.Rows(group * channels, channels);
}
