using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Tools.Plotting;

/// <summary>
/// Follows a <c>metrics.jsonl</c> that grows. The file is what curves are drawn from, and not what an observer is told, so that
/// those of a run that was resumed begin at its beginning.
/// </summary>
internal sealed class MetricsReader(string path)
{
    private long _read;

    /// <summary>What was read so far.</summary>
    public RunCurves Curves { get; } = new();

    /// <summary>Reads the whole lines that came since the last time.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="FlowException">The file cannot be read.</exception>
    public bool ReadOn()
    {
        if (!File.Exists(path) || FileFailure.IsEmpty(path))
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = _read;
            var bytes = new byte[stream.Length - _read];
            stream.ReadExactly(bytes);
            var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
            for (var start = 0; start < end;)
            {
                var length = bytes.AsSpan(start).IndexOf((byte)'\n');
                using var line = JsonDocument.Parse(bytes.AsMemory(start, length));
                Curves.Add(line.RootElement);
                start += length + 1;
            }

            _read += end;
            return end > 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Reading(path, "metrics of a run", failure);
        }
    }
}
