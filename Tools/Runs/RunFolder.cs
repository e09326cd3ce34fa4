namespace FlowCore.Tools.Runs;

/// <summary>The folder that a run writes: it was new or empty, so all that is in it is the run's own.</summary>
internal sealed class RunFolder
{
    private readonly bool _existed;

    private RunFolder(string path, bool existed) => (Path, _existed) = (path, existed);

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>All that decided the run.</summary>
    public string Config => System.IO.Path.Combine(Path, "config.json");

    /// <summary>One object a step.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The newest model.</summary>
    public string Checkpoint => System.IO.Path.Combine(CheckpointFolder, "last.safetensors");

    private string SampleFolder => System.IO.Path.Combine(Path, "samples");

    private string CheckpointFolder => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>The picture of a step.</summary>
    public string Sample(int step) => System.IO.Path.Combine(SampleFolder, FormattableString.Invariant($"step-{step:D6}.png"));

    /// <summary>Makes a folder, or takes an empty one.</summary>
    /// <param name="path">The folder, or null for the next free one of a preset.</param>
    /// <param name="preset">The preset.</param>
    /// <exception cref="WrongCallException">It holds something, or is a file.</exception>
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
                throw new WrongCallException("--out", "a folder that is new or empty", $"the file '{path}'", "Choose another.");
            }

            if (!Directory.Exists(path))
            {
                return TryMake(path) ?? throw NotEmpty(path);
            }

            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw NotEmpty(path);
            }

            var folder = new RunFolder(path, existed: true);
            folder.Make();
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FlowException(
                $"--out: expected a folder that can be made, got: {failure.Message.TrimEnd('.')}. Choose another.", failure);
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
            foreach (var folder in new[] { SampleFolder, CheckpointFolder }.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }

            if (!_existed && !Directory.EnumerateFileSystemEntries(Path).Any())
            {
                Directory.Delete(Path);
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

    private static WrongCallException NotEmpty(string path) => new(
        "--out", "a folder that is new or empty", $"'{path}', which is not", "Choose another, or empty it.");

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
        var target = System.IO.Path.TrimEndingDirectorySeparator(path);
        var made = new RunFolder($"{target}.{Guid.NewGuid():N}.tmp", existed: false);
        made.Make();
        try
        {
            Directory.Move(made.Path, target);
            return new RunFolder(path, existed: false);
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
