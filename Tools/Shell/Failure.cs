namespace FlowCore.Tools.Shell;

/// <summary>Every way in which a command can end badly, as an exit code and one line.</summary>
internal static class Failure
{
    /// <summary>The environment variable that adds the stack trace.</summary>
    public const string TraceVariable = "FLOW_TRACE";

    /// <summary>Writes the one line and gives the exit code.</summary>
    public static int Report(Exception failure, TextWriter error)
    {
        failure = Cause(failure);
        error.WriteLine(VisibleText.Of(Describe(failure), VisibleText.LongestLine));
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            failure.ToString().Split(Environment.NewLine).Select(OneLine).ToList().ForEach(error.WriteLine);
        }

        return failure switch
        {
            WrongCallException or FlowOptionException => ExitCode.WrongCall,
            OperationCanceledException => ExitCode.Interrupted,
            _ => ExitCode.JobFailed,
        };
    }

    /// <summary>A line as a terminal may have it, whatever a file's name or a library's message holds.</summary>
    public static string OneLine(string text) => VisibleText.Of(text);

    private static string Describe(Exception failure) => failure switch
    {
        FlowException => FlagNames.In(failure.Message),
        OperationCanceledException => "stopped: expected to finish, got an interrupt.",

        OutOfMemoryException { TargetSite.DeclaringType: { } type } when type == typeof(Thread) =>
            "threads: expected to start another, got the limit on processes. Use fewer --threads, or raise it with ulimit -u.",

        // Sizes whose product no index can hold are asked for by the same flags as sizes that no memory can.
        OutOfMemoryException or OverflowException =>
            "memory: expected a model and batch that fit, got more than there is. "
            + "Use a smaller --batch-size or --width, or train with --recompute.",
        IOException or UnauthorizedAccessException => $"files: expected to read and write, got: {failure.Message}",
        _ => $"internal error: {failure.GetType().Name}: {failure.Message} Set {TraceVariable}=1 for the stack trace.",
    };

    // Worker threads and type initialisers wrap what happened in what they were doing.
    private static Exception Cause(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions.Count: > 0 } many => Cause(many.InnerExceptions[0]),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => failure,
    };
}
