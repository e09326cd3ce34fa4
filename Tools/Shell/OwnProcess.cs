using System.Diagnostics;

namespace FlowCore.Tools.Shell;

/// <summary>Another process of this program.</summary>
internal static class OwnProcess
{
    /// <summary>How to start it.</summary>
    /// <param name="args">Its command line.</param>
    public static ProcessStartInfo With(params string[] args)
    {
        // A single file has no assembly on the disk and is the program; anything else is run by the runtime, whether this
        // process is the program's own or one that uses it.
        var assembly = typeof(OwnProcess).Assembly.Location;
        return assembly.Length == 0
            ? new ProcessStartInfo(Environment.ProcessPath!, args)
            : new ProcessStartInfo(Runtime(), ["exec", assembly, .. args]);
    }

    private static string Runtime()
    {
        var own = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(own) == "dotnet"
            ? own!
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }
}
