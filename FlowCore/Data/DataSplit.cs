namespace FlowCore.Data;

/// <summary>The part of a data set; no image is in both.</summary>
public enum DataSplit
{
    /// <summary>What weights are fitted to.</summary>
    Train,

    /// <summary>What is held back to be evaluated on.</summary>
    Test,
}
