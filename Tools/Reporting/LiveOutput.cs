using System.Text;
using Spectre.Console;

namespace FlowCore.Tools.Reporting;

/// <summary>A terminal as wide as it says, or as most are where its own description cannot be read.</summary>
internal sealed class LiveOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => true;

    /// <inheritdoc/>
    public int Width => Ask(() => Console.WindowWidth, UsualWidth);

    /// <inheritdoc/>
    public int Height => Ask(() => Console.WindowHeight, UsualHeight);

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
    }

    private static int Ask(Func<int> size, int otherwise)
    {
        try
        {
            return Math.Max(1, size());
        }
        catch (Exception)
        {
            // The description of the terminal is read for it, from a file that anybody may have written.
            return otherwise;
        }
    }
}
