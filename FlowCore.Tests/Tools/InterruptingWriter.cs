namespace FlowCore.Tests.Tools;

/// <summary>Interrupts, as Ctrl-C would, when a line begins with a text.</summary>
internal sealed class InterruptingWriter(string start, CancellationTokenSource stop) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && value.StartsWith(start, StringComparison.Ordinal))
        {
            stop.Cancel();
        }
    }
}
