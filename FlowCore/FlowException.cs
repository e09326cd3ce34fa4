namespace FlowCore;

/// <summary>An error a user can act on, in one line: <c>what: expected, got. remedy.</c></summary>
public class FlowException : Exception
{
    /// <summary>An error whose line is already written.</summary>
    public FlowException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The line <c>what: expected …, got …. remedy</c>.</summary>
    public FlowException(string what, string expected, string got, string remedy)
        : base($"{what}: expected {expected}, got {got}. {remedy}".TrimEnd())
    {
    }
}
