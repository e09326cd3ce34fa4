namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// Steps of a solve one after the other, and where their vectors lie. A step is a vector of results for each output: one pixel
/// of many samples, or many pixels of one.
/// </summary>
internal unsafe ref struct StepSequence
{
    /// <summary>Steps.</summary>
    public int Count;

    /// <summary>The right side of the first step.</summary>
    public float* Right;

    /// <summary>From the right side of a step to the next.</summary>
    public long RightStride;

    /// <summary>The first vector of the first step's first run of lags.</summary>
    public float* Lags;

    /// <summary>From a run of lags to the next.</summary>
    public long RunStride;

    /// <summary>Where the first step's results go.</summary>
    public float* Target;

    /// <summary>From the lags and results of a step to the next.</summary>
    public long Stride;

    /// <summary>From a channel to the next, of all three.</summary>
    public long ChannelStride;
}
