namespace FlowCore.Tools.Shell;

/// <summary>Where a command writes, and who may stop it.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, warnings and the line of an error.</param>
/// <param name="Live">Whether <paramref name="Error"/> is a terminal that can be drawn over.</param>
/// <param name="Interrupts">What ends the process, or null where nothing can.</param>
/// <param name="Stop">Asks a command to finish early and tidily.</param>
internal sealed record Terminal(
    TextWriter Output, TextWriter Error, bool Live = false, Interrupts? Interrupts = null, CancellationToken Stop = default)
{
    /// <summary>
    /// Begins what must not be cut short: until it is disposed of, a first signal cancels <see cref="Stop"/> and no more.
    /// </summary>
    public IDisposable? Hold() => Interrupts?.Hold();
}
