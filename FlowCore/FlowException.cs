namespace FlowCore;

/// <summary>
/// An error a user can act on, in one line: <c>what: expected, got. remedy.</c> Whatever goes into it, the line is
/// <see cref="VisibleText"/> of a length that can be read.
/// </summary>
public class FlowException : Exception
{
    private readonly string _problem;

    /// <summary>An error whose line is already written.</summary>
    public FlowException(string message, Exception? inner = null)
        : this(VisibleText.Of(message, VisibleText.LongestLine), "", inner)
    {
    }

    /// <summary>The line <c>what: expected …, got …. remedy</c>.</summary>
    public FlowException(string what, string expected, string got, string remedy)
        : this($"{Part(what)}: expected {Part(expected)}, got {Part(got)}.", Part(remedy), inner: null)
    {
    }

    private FlowException(string problem, string remedy, Exception? inner)
        : base($"{problem} {remedy}".TrimEnd(), inner)
    {
        _problem = problem;
    }

    /// <summary>
    /// The same refusal of a part of something larger, such as a file, which is named before it and has a remedy of its own:
    /// <c>whole: what: expected …, got …. remedy</c>.
    /// </summary>
    public FlowException Inside(string whole, string remedy) => new($"{Part(whole)}: {_problem}", Part(remedy), this);

    private static string Part(string text) => VisibleText.Of(text, VisibleText.LongestPart);
}
