namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>Where the sums of a thread go, one by one: a loop over them would take them out of their registers.</summary>
internal interface ISumSink
{
    /// <summary>Takes the sum of a row and a lane.</summary>
    void Write(int row, int lane, float sum);
}
