namespace FlowCore.Data;

/// <summary>The part of a data set; no image is in both of two that a set has.</summary>
public enum DataSplit
{
    /// <summary>What weights are fitted to.</summary>
    Train,

    /// <summary>What choices are made on.</summary>
    Valid,

    /// <summary>What is held back to be evaluated on.</summary>
    Test,
}
