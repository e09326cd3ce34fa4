namespace FlowCore.Gpu.SelfTest;

/// <summary>What came of one check of a device.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Detail">The figures, in a line.</param>
internal sealed record SelfTestResult(string Name, bool Passed, string Detail);
