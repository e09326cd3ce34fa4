namespace FlowCore.Tools.Benching;

/// <summary>What was measured of one piece of work.</summary>
/// <param name="Time">How long it took.</param>
/// <param name="Launches">Kernels that it launched, or null on a backend that launches none.</param>
internal sealed record Measurement(Timing Time, long? Launches);
