namespace FlowCore.Layers;

/// <summary>Where the neighbours lie that a <see cref="MacowFlow"/> sees: MaCow's orders A, B, C and D.</summary>
public enum Side
{
    /// <summary>Rows above: order A.</summary>
    Above,

    /// <summary>Rows below: order B.</summary>
    Below,

    /// <summary>Columns to the left: order C.</summary>
    Left,

    /// <summary>Columns to the right: order D.</summary>
    Right,
}
