using FlowCore.Tensors;

namespace FlowCore.Gpu.Kernels;

/// <summary>A causal kernel <c>[C·b, C·a, kH, kW]</c> and its order.</summary>
internal readonly struct CausalShape(Shape w, int groups, bool mirrored)
{
    /// <summary>Entries.</summary>
    public readonly long Count = w.Count;

    /// <summary>C·a.</summary>
    public readonly int Inputs = w[1];

    /// <summary>kH·kW.</summary>
    public readonly int Taps = w[2] * w[3];

    /// <summary>a.</summary>
    public readonly int InputGroup = w[1] / groups;

    /// <summary>b.</summary>
    public readonly int OutputGroup = w[0] / groups;

    /// <summary>1 if the order runs backwards, 0 if not: a kernel takes no bool.</summary>
    public readonly int IsMirrored = mirrored ? 1 : 0;
}
