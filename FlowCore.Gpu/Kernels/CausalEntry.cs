namespace FlowCore.Gpu.Kernels;

/// <summary>
/// An entry of a causal kernel <c>[C·b, C·a, kH, kW]</c>, and what it holds: a free weight, an exponential, or zero. In order, which
/// mirrored runs from the last entry back, each pair of an output and an input before it has half its taps free, and one more where its
/// groups differ.
/// </summary>
internal readonly struct CausalEntry
{
    private readonly int _order;

    /// <summary>The entry at an index.</summary>
    /// <param name="index">Its place in the kernel.</param>
    /// <param name="shape">The kernel and its order.</param>
    public CausalEntry(long index, CausalShape shape)
    {
        var place = shape.IsMirrored != 0 ? shape.Count - 1 - index : index;
        var (pair, tap) = (IndexMath.Divide(place, shape.Taps), IndexMath.Remainder(place, shape.Taps));
        var (o, i) = ((int)IndexMath.Divide(pair, shape.Inputs), IndexMath.Remainder(pair, shape.Inputs));
        var (group, before) = (o / shape.OutputGroup, shape.Taps / 2);
        var seen = group * shape.InputGroup;
        var (input, inputGroup) = (i, i / shape.InputGroup);
        _order = tap != before ? tap - before : inputGroup - group;

        // Inputs that earlier outputs see of their own pixel, and those that this one does before this input.
        var own = ((long)shape.OutputGroup * shape.InputGroup * group * (group - 1) / 2)
            + ((long)(o - (group * shape.OutputGroup)) * seen)
            + (input < seen ? input : seen);
        Weight = (pair * before) + own + tap;

        var row = IndexMath.Divide(index, shape.Taps * shape.Inputs);
        var column = IndexMath.Remainder(IndexMath.Divide(index, shape.Taps), shape.Inputs);
        Diagonal = (row * shape.InputGroup) + (column % shape.InputGroup);
    }

    /// <summary>The index of the free weight, where there is one.</summary>
    public long Weight { get; }

    /// <summary>The index of the exponent, where there is one.</summary>
    public long Diagonal { get; }

    /// <summary>Whether the entry is a free weight.</summary>
    public bool IsFree => _order < 0;

    /// <summary>Whether the entry is an exponential.</summary>
    public bool IsDiagonal => _order == 0;
}
