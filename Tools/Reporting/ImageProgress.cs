using System.Diagnostics;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>How many images are done, on one line of a terminal that is drawn over; nothing elsewhere, and nothing of what is quick.</summary>
internal sealed class ImageProgress(Terminal terminal, string done, int images) : IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch _sinceFrame = Stopwatch.StartNew();
    private int _width;

    /// <summary>Shows how many are done.</summary>
    public void Show(int count)
    {
        if (!terminal.Live || _sinceFrame.Elapsed < Frame)
        {
            return;
        }

        _sinceFrame.Restart();
        var line = FormattableString.Invariant($"{done} {count:N0} of {images:N0} images");
        terminal.Error.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    /// <summary>Takes the line away, before another is written.</summary>
    public void Clear()
    {
        if (_width > 0)
        {
            terminal.Error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    /// <summary>The same taker of lines, for whom the line makes room.</summary>
    public Action<string>? Above(Action<string>? write) => write is null ? null : line =>
    {
        Clear();
        write(line);
    };

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
