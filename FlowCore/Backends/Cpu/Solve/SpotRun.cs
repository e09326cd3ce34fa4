namespace FlowCore.Backends.Cpu.Solve;

/// <summary>
/// Places solved one after the other, and where their vectors lie. A spot is a vector of results for each output: one pixel
/// of many samples, or many pixels of one.
/// </summary>
internal unsafe ref struct SpotRun
{
    /// <summary>Spots.</summary>
    public int Count;

    /// <summary>The right side of the first spot.</summary>
    public float* Right;

    /// <summary>From the right side of a spot to the next.</summary>
    public long RightStep;

    /// <summary>The first vector of the first spot's first run of lags.</summary>
    public float* Lags;

    /// <summary>From a run of lags to the next.</summary>
    public long RunStep;

    /// <summary>Where the first spot's results go.</summary>
    public float* Target;

    /// <summary>From the lags and results of a spot to the next.</summary>
    public long Step;

    /// <summary>From a channel to the next, of all three.</summary>
    public long ChannelStep;
}
