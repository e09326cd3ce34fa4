namespace FlowCore.Tests.Tools;

/// <summary>Does something, as the world may at any time, when a line begins with a text.</summary>
internal class ActingWriter(string start, Action act) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && value.StartsWith(start, StringComparison.Ordinal))
        {
            act();
        }
    }
}
