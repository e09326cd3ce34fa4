namespace FlowCore.Backends.Cpu.Solve;

/// <summary>How outputs are divided into blocks whose sums fit the registers.</summary>
internal static class OutputTile
{
    /// <summary>Outputs of the next block when <paramref name="left"/> are left.</summary>
    public static int CountOf(int left) => left switch { >= 12 => 12, >= 6 => 6, _ => Math.Min(left, 4) };
}
