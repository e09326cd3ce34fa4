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

            var existed = Directory.Exists(path);
            if (existed && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new WrongCallException(
                    "--out", "a folder that is new or empty", $"'{path}', which is not", "Choose another, or empty it.");
            }

            var folder = new RunFolder(path, existed);
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

    /// <summary>
    /// Makes the folder under a name of its own and renames it: a rename fails where another run was faster, so that two that
    /// start at one moment get two numbers.
    /// </summary>
    private static RunFolder NextFree(string preset)
    {
        const string Runs = "runs";
        Directory.CreateDirectory(Runs);
        var made = new RunFolder(System.IO.Path.Combine(Runs, $".{preset}.{Guid.NewGuid():N}.tmp"), existed: false);
        made.Make();
        for (var n = 1; ; n++)
        {
            var path = System.IO.Path.Combine(Runs, FormattableString.Invariant($"{preset}-{n}"));
            if (System.IO.Path.Exists(path))
            {
                continue;
            }

            try
            {
                Directory.Move(made.Path, path);
                return new RunFolder(path, existed: false);
            }
            catch (IOException) when (System.IO.Path.Exists(path))
            {
                // The next number, then.
            }
            catch
            {
                made.Discard();
                throw;
            }
        }
    }
}
