namespace FlowCore.Tools;

/// <summary>The process: its arguments, its streams and its interrupts.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var live = !Console.IsErrorRedirected;
        Console.CancelKeyPress += (_, press) =>
        {
            // The first interrupt lets the step at hand finish; a second one ends the process as if there were no handler.
            press.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
            if (live && !press.Cancel)
            {
                Console.Error.Write("\e[?25h"); // The progress bar hides the cursor and will not get to show it again.
            }
        };
        return Cli.Run(args, new Terminal(Console.Out, Console.Error, live, stop.Token));
    }
}
