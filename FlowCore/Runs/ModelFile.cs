using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>The file of a model, found from what people name: the file, or the folder of its run.</summary>
public static class ModelFile
{
    /// <summary>The names of the files in a run's folder of checkpoints, the better before the other.</summary>
    private static readonly string[] Names = [RunFolder.BestCheckpoint, RunFolder.LastCheckpoint];

    /// <summary>
    /// The file that a path names: itself, or in a run folder or its folder of checkpoints the best checkpoint, else the last, else
    /// the newest before it, which is all that there is for the moment in which a new one becomes the last.
    /// What a killed run left half written beside it is removed.
    /// </summary>
    /// <exception cref="FlowException">It is a folder without a checkpoint.</exception>
    public static string Find(string path)
    {
        if (!Directory.Exists(path))
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            {
                TemporaryName.RemoveAbandoned(parent, Path.GetFileName(path));
            }

            return path;
        }

        foreach (var folder in (string[])[Path.Combine(path, RunFolder.CheckpointName), path])
        {
            if ((Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
                ?? CheckpointFiles.OfSteps(folder).OrderBy(file => file.Step).LastOrDefault().Path) is { } file)
            {
                TemporaryName.RemoveAbandoned(folder);
                return file;
            }
        }

        throw new FlowException(
            path, "a model's file, or a run folder with a checkpoint", "a folder without one", "A run writes its first when it starts.");
    }
}
