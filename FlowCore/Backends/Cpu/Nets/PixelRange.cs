namespace FlowCore.Backends.Cpu.Nets;

/// <summary>Pixels that follow one another, counted over the batch.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct PixelRange(long Start, long End)
{
    /// <summary>How many.</summary>
    public long Count => End - Start;
}
