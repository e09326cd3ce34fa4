namespace FlowCore;

/// <summary>An error a user can act on, in one line: <c>what: expected, got. remedy.</c></summary>
public class FlowException : Exception
{
    private readonly string _problem;

    /// <summary>An error whose line is already written.</summary>
    public FlowException(string message, Exception? inner = null)
        : base(message, inner)
    {
        _problem = message;
    }

    /// <summary>The line <c>what: expected …, got …. remedy</c>.</summary>
    public FlowException(string what, string expected, string got, string remedy)
        : this($"{what}: expected {expected}, got {got}.", remedy)
    {
    }

    private FlowException(string problem, string remedy, Exception? inner = null)
        : base($"{problem} {remedy}".TrimEnd(), inner)
    {
        _problem = problem;
    }

    /// <summary>
    /// The same refusal of a part of something larger, such as a file, which is named before it and has a remedy of its own:
    /// <c>whole: what: expected …, got …. remedy</c>.
    /// </summary>
    public FlowException Inside(string whole, string remedy) => new($"{whole}: {_problem}", remedy, this);
}
