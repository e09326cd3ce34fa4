namespace FlowCore.Data;

/// <summary>One image of a set that cannot be read, while the others may well be.</summary>
public sealed class UnreadableImageException : FlowException
{
    /// <summary>The line <c>file: expected …, got …. remedy</c>.</summary>
    public UnreadableImageException(string what, string expected, string got, string remedy)
        : base(what, expected, got, remedy)
    {
    }

    /// <summary>An error whose line is already written.</summary>
    public UnreadableImageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
