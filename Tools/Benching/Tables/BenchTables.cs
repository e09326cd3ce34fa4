namespace FlowCore.Tools.Benching.Tables;

/// <summary>The tables.</summary>
internal static class BenchTables
{
    /// <summary>All of them, in the order in which they are measured.</summary>
    public static IReadOnlyList<IBenchTable> All { get; } =
        [new InverseTable(), new DepthTable(), new SamplingTable(), new SizeTable(), new BatchTable(), new KernelTable()];
}
