namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>Some rows of a matrix, whole tiles but for its last.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct RowRange(int Start, int End);
