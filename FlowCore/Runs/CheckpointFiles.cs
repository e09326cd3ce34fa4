using System.Globalization;
using FlowCore.Checkpoints;
using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>
/// The checkpoints of a run that training can go on from: <c>last.safetensors</c>, and the ones before it under the names of their
/// steps. A checkpoint is written once, under the name of its step, and takes over the name of the last; the one before gets
/// back its own. So a process that is killed leaves whole files alone, whenever that is, and the newest of them is the newest there was.
/// </summary>
/// <param name="folder">The run's folder.</param>
internal sealed class CheckpointFiles(RunFolder folder)
{
    private const string Start = "step-";
    private const string End = ".safetensors";

    // The step of the last checkpoint, once that is known to be whole.
    private int? _last;

    /// <summary>The path of the newest checkpoint.</summary>
    public string Last => folder.Checkpoint;

    /// <summary>The path of the best model.</summary>
    public string Best => folder.Best;

    /// <summary>The files there are and the steps they are of, the newest first; null for a last that cannot be read.</summary>
    public IEnumerable<(string Path, int? Step)> NewestFirst()
    {
        var all = Older().Select(file => (file.Path, (int?)file.Step)).ToList();
        if (File.Exists(folder.Checkpoint))
        {
            all.Add((folder.Checkpoint, StepOfLast()));
        }

        return all.OrderByDescending(file => file.Item2 ?? int.MaxValue);
    }

    /// <summary>Adds a checkpoint, the newest from now on.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="keep">How many of those before it are kept.</param>
    /// <param name="save">Writes it to a path, in full or not at all.</param>
    /// <exception cref="FlowException">It could not be written; those before are unchanged.</exception>
    public void Add(int step, int keep, Action<string> save)
    {
        var path = PathOf(step);
        save(path);
        Moving(path, () =>
        {
            if (_last is { } before && before != step && File.Exists(folder.Checkpoint))
            {
                File.Move(folder.Checkpoint, PathOf(before), overwrite: true);
            }

            File.Move(path, folder.Checkpoint, overwrite: true);
            foreach (var (old, _) in Older().OrderByDescending(file => file.Step).Skip(keep))
            {
                File.Delete(old);
            }
        });
        _last = step;
    }

    /// <summary>
    /// Makes a checkpoint the last: those of later steps and a last that cannot be read are removed, as if the run had never come
    /// so far.
    /// </summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="step">Its step.</param>
    public void GoBackTo(string path, int step)
    {
        Moving(path, () =>
        {
            foreach (var (newer, _) in Older().Where(file => file.Step > step))
            {
                File.Delete(newer);
            }

            if (Path.GetFullPath(path) == Path.GetFullPath(folder.Checkpoint))
            {
                return;
            }

            // The last of a process that was killed before its next one took the name over.
            if (File.Exists(folder.Checkpoint) && StepOfLast() is { } before && before < step)
            {
                File.Move(folder.Checkpoint, PathOf(before), overwrite: true);
            }

            File.Move(path, folder.Checkpoint, overwrite: true);
        });
        _last = step;
    }

    /// <summary>The checkpoints of a folder that have the names of their steps.</summary>
    /// <param name="folder">A folder of checkpoints.</param>
    public static IReadOnlyList<(string Path, int Step)> OfSteps(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, $"{Start}*{End}")
            .Select(path => (path, Step: StepIn(Path.GetFileName(path))))
            .Where(file => file.Step >= 0)];

    private static void Moving(string path, Action move)
    {
        try
        {
            move();
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    private string PathOf(int step) =>
        Path.Combine(folder.CheckpointFolder, FormattableString.Invariant($"{Start}{step:D6}{End}"));

    private IReadOnlyList<(string Path, int Step)> Older() => OfSteps(folder.CheckpointFolder);

    private static int StepIn(string name) =>
        int.TryParse(name.AsSpan()[Start.Length..^End.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : -1;

    private int? StepOfLast()
    {
        try
        {
            return Checkpoint.StepOf(folder.Checkpoint);
        }
        catch (FlowException)
        {
            // Whoever wants it will be told why.
            return null;
        }
    }
}
