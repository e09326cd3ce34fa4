namespace FlowCore.Tools.Devices;

/// <summary>What came of one check of one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Detail">The figures, in a line.</param>
internal sealed record DeviceTestResult(string Device, string Name, bool Passed, string Detail);
