namespace FlowCore.Tests.Cases;

/// <summary>Lengths around the widths of vectors and of thread blocks.</summary>
internal static class Lengths
{
    public static IReadOnlyList<int> All { get; } = [0, 1, 3, 15, 16, 17, 31, 32, 33, 255, 256, 257, 1025];
}
