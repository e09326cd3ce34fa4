namespace FlowCore.Tools;

/// <summary>Where a command writes, and who may stop it.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, warnings and the line of an error.</param>
/// <param name="Live">Whether <paramref name="Error"/> is a terminal that can be drawn over.</param>
/// <param name="Stop">Asks a command to finish early and tidily.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool Live = false, CancellationToken Stop = default);
