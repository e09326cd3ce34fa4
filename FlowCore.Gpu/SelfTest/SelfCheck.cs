namespace FlowCore.Gpu.SelfTest;

/// <summary>One thing that a device must do right.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Run">Checks it: whether it holds, and the figures.</param>
internal sealed record SelfCheck(string Name, Func<GpuBackend, (bool Passed, string Detail)> Run);
