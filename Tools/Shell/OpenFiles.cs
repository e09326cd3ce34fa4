using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Tools.Shell;

/// <summary>
/// The limit on open files. Where it is too low, whatever fails first fails with a reason that misleads: a library that
/// cannot be loaded, a file that is said not to be there. So it is looked at before anything else, with nothing but the
/// core library, as there may be no room for another.
/// </summary>
internal static class OpenFiles
{
    // The program's own libraries, a driver's, and the files of a run.
    private const int Needed = 64;

    /// <summary>Whether there is room for what the program opens; if not, says so on standard error.</summary>
    public static bool AreEnough()
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        var opened = new SafeFileHandle?[Needed];
        try
        {
            for (var i = 0; i < Needed; i++)
            {
                opened[i] = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            }

            return true;
        }
        catch (IOException)
        {
            Say($"open files: expected room for {Needed} more, got a limit that is lower. Raise it with ulimit -n.\n");
            return false;
        }
        finally
        {
            foreach (var file in opened)
            {
                file?.Dispose();
            }
        }
    }

    private static void Say(string line)
    {
        try
        {
            using var file = new SafeFileHandle(2, ownsHandle: false);
            using var error = new FileStream(file, FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Nobody is there to be told; the exit code says that it failed.
        }
    }
}
