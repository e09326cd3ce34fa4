namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>A run of output pixels, and the run of input pixels that their taps inside the image lie in.</summary>
internal readonly record struct HaloBlock(long OutputStart, long OutputEnd, long InputStart, long InputEnd);
