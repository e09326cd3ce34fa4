namespace FlowCore.Backends;

/// <summary>
/// Along one axis, the places of an image that another one covers when it is moved, and where the other one has what lies there.
/// </summary>
/// <param name="First">The first such place.</param>
/// <param name="Source">Where the other image has it: <c>First − steps</c>.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct MovedRange(int First, int Source, int Count)
{
    /// <summary>The range for extents along the axis and the steps that the other image is moved by.</summary>
    public static MovedRange Of(int extent, int other, int steps)
    {
        var first = Math.Max(0, steps);
        return new MovedRange(first, first - steps, (int)Math.Max(0, Math.Min(extent, (long)other + steps) - first));
    }
}
