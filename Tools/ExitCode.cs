namespace FlowCore.Tools;

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
    public const int Interrupted = 130;
}
