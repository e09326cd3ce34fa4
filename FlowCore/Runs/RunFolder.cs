using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>The folder that a run writes: it was new or empty, so all that is in it is the run's own.</summary>
public sealed class RunFolder
{
    /// <summary>The folder of models inside a run's.</summary>
    public const string CheckpointName = "checkpoints";

    /// <summary>The name of the newest model.</summary>
    public const string LastCheckpoint = "last.safetensors";

    /// <summary>What the names of TensorBoard's event files begin with.</summary>
    public const string EventFilePrefix = "events.out.tfevents.";

    private const string Option = $"{nameof(RunPlan)}.{nameof(RunPlan.Folder)}";

    // Two runs that start at one moment make their folders within this time; what is older, nobody will rename any more.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    // The folders that were made for it, the outermost last.
    private readonly IReadOnlyList<string> _made;

    private RunFolder(string path, IReadOnlyList<string> made) => (Path, _made) = (path, made);

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>All that decided the run.</summary>
    public string Config => System.IO.Path.Combine(Path, "config.json");

    /// <summary>One object a step.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>Curves of the metrics, where an observer draws them.</summary>
    public string Curves => System.IO.Path.Combine(Path, "curves.png");

    /// <summary>The newest model.</summary>
    public string Checkpoint => System.IO.Path.Combine(CheckpointFolder, LastCheckpoint);

    private string ForensicsFolder => System.IO.Path.Combine(Path, "forensics");

    private string SampleFolder => System.IO.Path.Combine(Path, "samples");

    private string CheckpointFolder => System.IO.Path.Combine(Path, CheckpointName);

    /// <summary>The picture of a step.</summary>
    public string Sample(int step) => System.IO.Path.Combine(SampleFolder, FormattableString.Invariant($"step-{step:D6}.png"));

    /// <summary>What is kept of a step that was bad.</summary>
    public string Forensics(int step) => System.IO.Path.Combine(ForensicsFolder, FormattableString.Invariant($"step-{step:D6}"));

    /// <summary>Makes a folder, or takes an empty one.</summary>
    /// <param name="path">The folder, or null for the next free one of a preset.</param>
    /// <param name="preset">The preset.</param>
    /// <exception cref="FlowOptionException">It holds something, or is a file.</exception>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public static RunFolder Create(string? path, string preset)
    {
        try
        {
            if (path is null)
            {
                return NextFree(preset);
            }

            if (File.Exists(path))
            {
                throw new FlowOptionException(Option, "a folder that is new or empty", $"the file '{path}'", "Choose another.");
            }

            if (!Directory.Exists(path))
            {
                return TryMake(path) ?? throw NotEmpty(path);
            }

            TemporaryName.RemoveAbandoned(path);
            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw NotEmpty(path);
            }

            var folder = new RunFolder(path, made: []);
            folder.Make();
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FlowException(
                $"{Option}: expected a folder that can be made, got: {failure.Message.TrimEnd('.')}. Choose another.", failure);
        }
    }

    /// <summary>Takes back what a run wrote that ended before it had a model to show.</summary>
    public void Discard()
    {
        try
        {
            // By name, not all that is there: someone else may have put a file into the folder meanwhile.
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

    private void Make()
    {
        try
        {
            Directory.CreateDirectory(SampleFolder);
            Directory.CreateDirectory(CheckpointFolder);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>The folders on the way to one that are not there yet, itself included, the innermost first.</summary>
    private static List<string> Missing(string? folder)
    {
        var missing = new List<string>();
        for (; folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
        {
            missing.Add(folder);
        }

        return missing;
    }

    /// <summary>Removes what runs that were killed as they began left under temporary names beside a folder.</summary>
    private static void RemoveAbandoned(string target)
    {
        var (parent, name) = (System.IO.Path.GetDirectoryName(target), System.IO.Path.GetFileName(target));
        if (parent is null || !Directory.Exists(parent))
        {
            return;
        }

        foreach (var folder in new DirectoryInfo(parent).EnumerateDirectories($"*{TemporaryName.End}"))
        {
            if (TemporaryName.Is(folder.Name, name) && DateTime.UtcNow - folder.LastWriteTimeUtc > LongestStart)
            {
                new RunFolder(folder.FullName, [folder.FullName]).Discard();
            }
        }
    }

    private static FlowOptionException NotEmpty(string path) => new(
        Option, "a folder that is new or empty", $"'{path}', which is not", "Choose another, or empty it.");

    private static RunFolder NextFree(string preset)
    {
        for (var n = 1; ; n++)
        {
            var path = System.IO.Path.Combine("runs", FormattableString.Invariant($"{preset}-{n}"));
            if (!System.IO.Path.Exists(path) && TryMake(path) is { } folder)
            {
                return folder;
            }
        }
    }

    /// <summary>
    /// Makes a folder under a name of its own and renames it: a rename fails where another run was faster, so that of two that
    /// start at one moment only one gets it.
    /// </summary>
    /// <returns>The folder, or null when there is one meanwhile.</returns>
    private static RunFolder? TryMake(string path)
    {
        // Without the separators, dots and doublings at its end that a name may have and a new one may not.
        var target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var parents = Missing(System.IO.Path.GetDirectoryName(target));
        RemoveAbandoned(target);
        var temporary = TemporaryName.For(target);
        var made = new RunFolder(temporary, [temporary, .. parents]);
        made.Make();
        try
        {
            Directory.Move(made.Path, target);
            return new RunFolder(path, [target, .. parents]);
        }
        catch (Exception failure)
        {
            made.Discard();
            if (failure is IOException && System.IO.Path.Exists(target))
            {
                return null;
            }

            throw;
        }
    }
}
