namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// A vector as wide as the hardware's: the solve keeps as many sums in registers as there are, which a wider vector that
/// the JIT splits would spill.
/// </summary>
internal unsafe interface ILaneVector<TSelf>
    where TSelf : struct, ILaneVector<TSelf>
{
    /// <summary>Floats of one vector.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(float* p);

    void Store(float* p);

    /// <summary><c>sum + factor·x</c>, rounded once where the hardware can, for every width of a machine alike.</summary>
    static abstract TSelf MultiplyAdd(float* factor, TSelf x, TSelf sum);

    /// <summary>A square of Width rows of Width floats, its rows into columns; strides are in floats.</summary>
    static abstract void Transpose(float* from, long fromStride, float* to, long toStride);
}
