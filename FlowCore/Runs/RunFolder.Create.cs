using FlowCore.Files;

namespace FlowCore.Runs;

/// <content>How it comes about.</content>
public sealed partial class RunFolder
{
    private const string Option = $"{nameof(RunPlan)}.{nameof(RunPlan.Folder)}";

    // Two runs that start at one moment make their folders within this time; what is older, nobody will rename any more.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    /// <summary>Makes a folder, or takes an empty one.</summary>
    /// <param name="path">The folder, or null for the next free one of a preset.</param>
    /// <param name="record">What decides the run: with it in the folder, the run can be begun again wherever it was ended.</param>
    /// <exception cref="FlowOptionException">It holds something, or is a file.</exception>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public static RunFolder Create(string? path, RunRecord record)
    {
        try
        {
            if (path is null)
            {
                return NextFree(record);
            }

            if (File.Exists(path))
            {
                throw new FlowOptionException(Option, "a folder that is new or empty", $"the file '{path}'", "Choose another.");
            }

            if (!Directory.Exists(path))
            {
                return TryMake(path, record) ?? throw NotEmpty(path);
            }

            TemporaryName.RemoveAbandoned(path);
            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw NotEmpty(path);
            }

            var folder = new RunFolder(path, made: []);
            folder.Make(record);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FlowException(
                $"{Option}: expected a folder that can be made, got: {failure.Message.TrimEnd('.')}. Choose another.", failure);
        }
    }

    private void Make(RunRecord record)
    {
        try
        {
            Directory.CreateDirectory(Path);

            // First: a folder of a run is never without it.
            record.Save(Config);
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

    private static RunFolder NextFree(RunRecord record)
    {
        for (var n = 1; ; n++)
        {
            var path = System.IO.Path.Combine("runs", FormattableString.Invariant($"{record.Preset}-{n}"));
            if (!System.IO.Path.Exists(path) && TryMake(path, record) is { } folder)
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
    private static RunFolder? TryMake(string path, RunRecord record)
    {
        // Without the separators, dots and doublings at its end that a name may have and a new one may not.
        var target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var parents = Missing(System.IO.Path.GetDirectoryName(target));
        RemoveAbandoned(target);
        var temporary = TemporaryName.For(target);
        var made = new RunFolder(temporary, [temporary, .. parents]);
        made.Make(record);
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
