using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>
/// A run folder for one process alone: a file in it that is open and locked as long as the process works there. The system takes
/// the lock back when the process ends, however that happens; a file that a killed one left means nothing.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string Name = "run.lock";

    // What the systems say when somebody else has the lock: Linux, macOS, Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="FlowException">Another process has it, or nothing can be written there.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            while (true)
            {
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                if (File.Exists(path))
                {
                    return new RunLock(file);
                }

                // Who had it deleted it between the opening here and the lock: it is nobody's any more.
                file.Dispose();
            }
        }
        catch (IOException failure) when (Held.Contains(failure.HResult))
        {
            throw new FlowException(
                folder, "a run that no other process works on", "one that is being trained", "Wait for its end, or stop it first.");
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    /// <summary>Leaves the folder to others.</summary>
    public void Dispose() => _file.Dispose();
}
