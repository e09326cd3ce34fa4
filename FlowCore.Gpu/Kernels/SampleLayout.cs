namespace FlowCore.Gpu.Kernels;

/// <summary>Where the elements of each sample, counted in <c>[C, H, W]</c> order, lie in a tensor <c>[C, N, H, W]</c>.</summary>
internal readonly struct SampleLayout(int samples, int plane)
{
    private readonly int _samples = samples, _plane = plane;

    /// <summary>The index in the tensor.</summary>
    public long IndexOf(long sample, long element)
    {
        // c·N·P + n·P + p, with element = c·P + p.
        var channel = IndexMath.Divide(element, _plane);
        return element + (((channel * (_samples - 1)) + sample) * _plane);
    }
}
