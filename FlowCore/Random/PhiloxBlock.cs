namespace FlowCore.Random;

/// <summary>Four 32-bit words: a counter of <see cref="Philox"/>, or what it makes of one.</summary>
public readonly record struct PhiloxBlock(uint X, uint Y, uint Z, uint W)
{
    /// <summary>One of the words.</summary>
    public uint this[int index] => index switch
    {
        0 => X,
        1 => Y,
        2 => Z,
        _ => W,
    };
}
