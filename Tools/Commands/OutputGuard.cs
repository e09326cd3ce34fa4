using System.CommandLine;
using FlowCore.Files;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>
/// What a verb writes must not take the place of what it reads, or of what it writes besides: the model, the data or the picture
/// would be gone, and the line would say that all is well. It looks at every verb's arguments and options by their names, and at
/// files by where links lead.
/// </summary>
internal static class OutputGuard
{
    private static readonly string[] Outputs = ["--out", "--csv", "--animation"];
    private static readonly string[] Inputs = ["--data", "--model"];

    /// <summary>Refuses a command line whose output is a file that it names elsewhere.</summary>
    /// <exception cref="WrongCallException">It is one.</exception>
    public static void ThrowIfReplacing(ParseResult parsed)
    {
        // A call for help need not have what the verb needs.
        var command = parsed.CommandResult.Command;
        if (parsed.Action != command.Action)
        {
            return;
        }

        var options = command.Options.OfType<Option<string>>().ToArray();
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in command.Arguments.OfType<Argument<string>>())
        {
            Take(parsed.GetValue(argument), argument.Name);
        }

        foreach (var option in options.Where(option => Inputs.Contains(option.Name)))
        {
            Take(parsed.GetValue(option), option.Name, isData: option.Name == "--data");
        }

        var folder = options.FirstOrDefault(option => option.Name == "--files") is { } files ? parsed.GetValue(files) : null;
        foreach (var option in options.Where(option => Outputs.Contains(option.Name)))
        {
            if (parsed.GetValue(option) is not { } path || Real(path) is not { } real)
            {
                continue;
            }

            if (!taken.TryAdd(real, option.Name))
            {
                throw new WrongCallException(option.Name, "a file that is for nothing else", $"'{path}', which {taken[real]} is", "Choose another name.");
            }

            if (folder is not null && Real(folder) == Path.GetDirectoryName(real) && IsNumbered(real))
            {
                throw new WrongCallException(option.Name, "another name than those of --files", $"'{path}'", "Choose another name or folder.");
            }
        }

        void Take(string? path, string name, bool isData = false)
        {
            if (path is not null && FileOf(path, isData) is { } file && Real(file) is { } real)
            {
                taken.TryAdd(real, name);
            }
        }
    }

    private static bool IsNumbered(string path) =>
        Path.GetExtension(path) == ".png" && Path.GetFileNameWithoutExtension(path).All(char.IsAsciiDigit);

    /// <summary>The file that a path names: of a run folder its model; null where there is none, as for a folder of data.</summary>
    private static string? FileOf(string path, bool isData)
    {
        try
        {
            return File.Exists(path) ? path : Directory.Exists(path) && !isData ? ModelFile.Find(path) : null;
        }
        catch (FlowException)
        {
            return null;
        }
    }

    // What cannot be looked at is refused by whoever opens it. Into a device any number may write.
    private static string? Real(string path)
    {
        try
        {
            var real = RealPath.ToWrite(path);
            return real.StartsWith("/dev/", StringComparison.Ordinal) ? null : real;
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            return null;
        }
    }
}
