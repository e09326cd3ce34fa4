using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>Where in a part's sums the gradient of each weight starts: w1, w2 and w3 by hidden channel, then the biases lane by lane.</summary>
internal readonly struct NetSumLayout(int width, int inputRows, int outputRows)
{
    /// <summary>Hidden channels.</summary>
    public int Width { get; } = width;

    /// <summary>Entries of a row of w1, (input, tap).</summary>
    public int InputRows { get; } = inputRows;

    /// <summary>Entries of a row of w3, (output, tap).</summary>
    public int OutputRows { get; } = outputRows;

    /// <summary>w2; w1 is at 0.</summary>
    public long Weight2 { get; } = (long)width * inputRows;

    /// <summary>w3.</summary>
    public long Weight3 { get; } = (long)width * (inputRows + (long)width);

    /// <summary>b1.</summary>
    public long Bias1 { get; } = width * (inputRows + (long)width + outputRows);

    /// <summary>b2.</summary>
    public long Bias2 { get; } = width * (inputRows + (long)width + outputRows + Lanes.Width);

    /// <summary>Floats of a part.</summary>
    public long Size { get; } = width * (inputRows + (long)width + outputRows + (2 * Lanes.Width));
}
