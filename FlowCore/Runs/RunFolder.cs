using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>The folder that a run writes: it was new or empty, so all that is in it is the run's own.</summary>
public sealed partial class RunFolder
{
    /// <summary>The folder of models inside a run's.</summary>
    public const string CheckpointName = "checkpoints";

    /// <summary>The name of the newest model.</summary>
    public const string LastCheckpoint = "last.safetensors";

    /// <summary>The name of the model with the best score on the validation images.</summary>
    public const string BestCheckpoint = "best.safetensors";

    /// <summary>What the names of TensorBoard's event files begin with.</summary>
    public const string EventFilePrefix = "events.out.tfevents.";

    private const string ConfigName = "config.json";

    // The folders that were made for it, the outermost last.
    private readonly IReadOnlyList<string> _made;

    private RunFolder(string path, IReadOnlyList<string> made) => (Path, _made) = (path, made);

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>All that decided the run.</summary>
    public string Config => System.IO.Path.Combine(Path, ConfigName);

    /// <summary>One object a step.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>Curves of the metrics, where an observer draws them.</summary>
    public string Curves => System.IO.Path.Combine(Path, "curves.png");

    /// <summary>The newest model.</summary>
    public string Checkpoint => System.IO.Path.Combine(CheckpointFolder, LastCheckpoint);

    /// <summary>The model with the best score on the validation images, where there are any.</summary>
    public string Best => System.IO.Path.Combine(CheckpointFolder, BestCheckpoint);

    private string ForensicsFolder => System.IO.Path.Combine(Path, "forensics");

    /// <summary>The folder of models.</summary>
    internal string CheckpointFolder => System.IO.Path.Combine(Path, CheckpointName);

    private string SampleFolder => System.IO.Path.Combine(Path, "samples");

    /// <summary>The picture of a step.</summary>
    public string Sample(int step) => System.IO.Path.Combine(SampleFolder, FormattableString.Invariant($"step-{step:D6}.png"));

    /// <summary>What is kept of a step that was bad.</summary>
    public string Forensics(int step) => System.IO.Path.Combine(ForensicsFolder, FormattableString.Invariant($"step-{step:D6}"));

    /// <summary>The newest run in a folder: the one whose checkpoint, or configuration if it has none yet, was written last.</summary>
    /// <param name="folder">A folder of runs, or a run's own.</param>
    /// <returns>The run's folder.</returns>
    /// <exception cref="FlowException">There is no run, or the folder cannot be listed.</exception>
    public static string Newest(string folder)
    {
        try
        {
            var runs = Directory.Exists(folder) ? Directory.GetDirectories(folder).Prepend(folder).Where(IsRun) : [];
            return runs.MaxBy(LastWritten) ?? throw new FlowException(
                folder, "a run, or a folder with one", "none", "Name the run's folder, or begin one.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Reading(folder, "a folder of runs", failure);
        }
    }

    /// <summary>The record of all that decided a run.</summary>
    /// <param name="run">The run's folder, or one of its checkpoints.</param>
    /// <exception cref="FlowException">There is no such run.</exception>
    public static string ConfigOf(string run) => Open(run).Folder.Config;

    /// <summary>Opens a run's folder, and changes nothing.</summary>
    /// <param name="path">The folder, or one of its checkpoints.</param>
    /// <returns>The folder, and the checkpoint if it was one.</returns>
    /// <exception cref="FlowException">There is no such run.</exception>
    internal static (RunFolder Folder, string? Checkpoint) Open(string path)
    {
        if (Directory.Exists(path))
        {
            return IsRun(path)
                ? (new RunFolder(path, made: []), null)
                : throw new FlowException(path, $"the folder of a run, with its {ConfigName}", "one without", "Name a run's folder.");
        }

        if (!File.Exists(path))
        {
            throw new FlowException(path, "a run's folder, or one of its checkpoints", "nothing there", "Check the path.");
        }

        return Of(path) is { } run
            ? (run, path)
            : throw new FlowException(
                path, $"a checkpoint in the {CheckpointName} of a run", "a file elsewhere", "Name the run's folder, or a checkpoint in it.");
    }

    /// <summary>The folder of the run that a checkpoint is in, or null of a file elsewhere; changes nothing.</summary>
    internal static RunFolder? Of(string checkpoint)
    {
        var checkpoints = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(checkpoint))!;
        return System.IO.Path.GetFileName(checkpoints) == CheckpointName && System.IO.Path.GetDirectoryName(checkpoints) is { } run && IsRun(run)
            ? new RunFolder(run, made: [])
            : null;
    }

    /// <summary>Removes what a killed process left half written, and makes the folders that are gone.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    internal void Tidy()
    {
        try
        {
            foreach (var folder in new[] { Path, SampleFolder, CheckpointFolder })
            {
                Directory.CreateDirectory(folder);
                TemporaryName.RemoveAbandoned(folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Writing(Path, failure);
        }
    }

    /// <summary>Takes back what a run wrote that ended before it had a model to show.</summary>
    public void Discard()
    {
        try
        {
            // By name, not all that is there: someone else may have put a file into the folder meanwhile.
            TemporaryName.RemoveAbandoned(Path);
            File.Delete(Config);
            File.Delete(Metrics);
            File.Delete(Curves);
            foreach (var events in Directory.EnumerateFiles(Path, EventFilePrefix + "*"))
            {
                File.Delete(events);
            }

            foreach (var folder in new[] { SampleFolder, CheckpointFolder, ForensicsFolder }.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }

            foreach (var folder in _made.TakeWhile(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that ended the run says more than this one would.
        }
    }

    private static bool IsRun(string folder) =>
        !TemporaryName.Is(System.IO.Path.GetFileName(folder)) && File.Exists(System.IO.Path.Combine(folder, ConfigName));

    private static DateTime LastWritten(string run)
    {
        var last = System.IO.Path.Combine(run, CheckpointName, LastCheckpoint);
        return File.GetLastWriteTimeUtc(File.Exists(last) ? last : System.IO.Path.Combine(run, ConfigName));
    }
}
