namespace FlowCore.Tests.Support;

/// <summary>Where the tensors of a trial live.</summary>
internal enum Placement
{
    /// <summary>Each in memory of its own.</summary>
    Own,

    /// <summary>Each inside a larger tensor whose other numbers must stay as they are.</summary>
    View,
}
