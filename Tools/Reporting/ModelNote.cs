using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>What a model's file does not tell by its name.</summary>
internal static class ModelNote
{
    /// <summary>Says of a model that it was never trained.</summary>
    public static void Write(int step, string path, Terminal terminal)
    {
        if (step == 0)
        {
            terminal.Error.WriteLine(Failure.OneLine($"note: {path} holds step 0, a model that was started from data and not trained."));
        }
    }
}
