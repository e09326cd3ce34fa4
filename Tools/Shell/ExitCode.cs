namespace FlowCore.Tools.Shell;

/// <summary>What a command leaves to the shell.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Good = 0;

    /// <summary>The call was right and the work failed.</summary>
    public const int JobFailed = 1;

    /// <summary>The call was wrong; nothing was done.</summary>
    public const int WrongCall = 2;

    /// <summary>Stopped by an interrupt: 128 and the number of SIGINT.</summary>
    public const int Interrupted = Signalled + 2;

    private const int Signalled = 128;

    /// <summary>Stopped by a signal, 128 and its number; an interrupt where none is known.</summary>
    public static int EndedBy(int signal) => signal == 0 ? Interrupted : Signalled + signal;
}
