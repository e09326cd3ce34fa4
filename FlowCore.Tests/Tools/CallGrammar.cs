using System.CommandLine;
using System.CommandLine.Help;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using FlowCore.Tools;
using FlowCore.Tools.Commands;
using FlowCore.Tools.Shell;

namespace FlowCore.Tests.Tools;

/// <summary>The command line as a grammar: its verbs and options from the program itself, and values good and bad for each.</summary>
internal sealed class CallGrammar : IDisposable
{
    // Right of its kind, wrong of its kind; a number where the range is the option's own affair.
    private static readonly Dictionary<string, (string[] Good, string[] Bad)> Values = new()
    {
        ["--preset"] = (["fashion-small"], ["cifar", "Fashion-Small", "--json"]),
        ["--levels"] = (["1"], ["0", "-1", "99", "x", "1.0", "２"]),
        ["--steps-per-level"] = (["1"], ["0", "-3", "1e1", "4294967296"]),
        ["--width"] = (["1", "4"], ["0", "70000", "four", "0x4"]),
        ["--kernel"] = (["1", "2", "3"], ["0", "2000", "3x3"]),
        ["--bits"] = (["5", "8"], ["0", "9", "8.5", " "]),
        ["--batch-size"] = (["2", "4"], ["0", "-1", "many", "1,000"]),
        ["--max-steps"] = (["0", "1", "2"], ["-1", "1.5", "9999999999"]),
        ["--epochs"] = (["0", "0.1"], ["-1", "1e300", "NaN", "two"]),
        ["--micro-batch"] = (["0", "1", "2"], ["-1", "half"]),
        ["--optimizer"] = (["adam", "adamw", "adamax"], ["sgd", "Adam "]),
        ["--beta1"] = (["0", "0.9"], ["1", "-0.1", "x"]),
        ["--beta2"] = (["0.99", "0.999"], ["1", "-0.1", "x"]),
        ["--epsilon"] = (["1e-8", "0.001"], ["0", "1e-60", "-1"]),
        ["--schedule"] = (["constant", "exponential", "cosine", "step"], ["linear", "Cosine", " "]),
        ["--schedule-steps"] = (["0"], ["-1", "x"]),
        ["--lr-floor"] = (["0"], ["-1", "x"]),
        ["--lr-factor"] = (["0.5", "0.1"], ["0", "1", "2"]),
        ["--lr-every"] = (["1", "10"], ["0", "x"]),
        ["--patience"] = (["1", "3"], ["0", "x"]),
        ["--ema"] = (["0", "0.9", "0.999"], ["1", "-0.1", "x"]),
        ["--weights"] = (["raw"], ["ema", "Raw"]),
        ["--lr"] = (["0.001", "1e-3"], ["0", "-1", "0,001", "1e999", "∞"]),
        ["--warmup"] = (["0", "1"], ["-1", "x"]),
        ["--lr-decay"] = (["1", "0.5"], ["0", "1.5", "-0.1"]),
        ["--grad-clip-norm"] = (["0", "5"], ["-2", "big"]),
        ["--weight-decay"] = (["0"], ["-1", "0.1", "x"]),
        ["--max-bad-steps"] = (["0", "3"], ["-1", "x"]),
        ["--init-images"] = (["2", "20"], ["0", "-5", "x"]),
        ["--seed"] = (["0", "7", "18446744073709551615"], ["-1", "18446744073709551616", "x"]),
        ["--split-seed"] = (["0", "7"], ["-1", "x"]),
        ["--valid-fraction"] = (["0", "0.25"], ["1", "-0.1", "half"]),
        ["--sample-every"] = (["0", "1"], ["-1", "x"]),
        ["--checkpoint-every"] = (["0", "1"], ["-1", "x"]),
        ["--eval-every"] = (["0", "1"], ["-1", "x"]),
        ["--keep"] = (["0", "1"], ["-1", "x"]),
        ["--resume"] = ([], ["nothere", "--json", " "]),
        ["--gain-every"] = (["0", "1"], ["-1", "x"]),
        ["--gain-limit"] = (["1", "1e4"], ["0.5", "NaN", "x"]),
        ["--bound-gain"] = (["0", "1.5"], ["1", "-2", "NaN", "x"]),
        ["--threads"] = (["1"], ["-1", "2000", "all"]),
        ["--device"] = (["cpu"], ["gpu", "cuda:x", "CPU:1", "opencl:-1"]),
        ["--split"] = (["train", "test"], ["dev", "Test"]),
        ["--count"] = (["1", "5"], ["0", "-1", "few"]),
        ["--temperature"] = (["0", "0.7"], ["-1", "NaN", "warm"]),
        ["--early-temperature"] = (["0", "1.1"], ["-1", "∞", "calm"]),
        ["--temperatures"] = (["0,1", "0.7"], ["-1", "0;1", "NaN", "warm"]),
        ["--frames"] = (["2", "5"], ["1", "-2", "few"]),
        ["--path"] = (["spherical", "linear"], ["round", "Linear"]),
        ["--strength"] = (["0", "0.5", "1"], ["-0.1", "1.1", "NaN", "x"]),
        ["--dataset"] = (["idx"], ["cifar", "jpeg"]),
        ["--channels"] = ([], ["2", "0", "x", "4"]),
        ["--image-size"] = (["8", "8x8"], ["0", "1x2x3", "x", "99999"]),
        ["--crop"] = (["none", "center", "8"], ["middle", "0x4", "-1"]),
        ["--pad"] = (["even", "8", "8x8"], ["odd", "0", "4x4", "8x8x8", "-1"]),
        ["--image"] = (["1x8x8"], ["8x8", "0x8x8", "ax8x8"]),
        ["--config"] = ([], ["nothere.json", "--json", " "]),
        ["--set"] = (
            ["training.warmup=1", "model.kernel=2", "training.flip=true", "validFraction=0.25", "data=null", "pictures.crop=none"],
            ["training.lr=1", "model.width", "model.width=wide", "training.flip=yes", "trainImages=3", "=", "model=1"]),
        ["--runs"] = (["1"], ["0", "-1", "x"]),
        ["--table"] = (["inverse", "all"], ["none", "Inverse", " "]),
        ["--seeds"] = (["1"], ["0", "-1", "x"]),
        ["--only"] = (["finc", "finc, glow"], ["fin", "finc,,glow", "FInC", " "]),
        ["--scale"] = (["tiny"], ["huge", "Tiny", " "]),
    };

    private readonly TemporaryFolder _folder = new();
    private int _outs;

    public CallGrammar()
    {
        Model = _folder.PathOf("model");
        FlowCall.Train(Model, "--data", Data = _folder.Write("data", IdxBytes.Grey(20, 8, 8)), "--max-steps", "1");
        Latents = _folder.PathOf("latents");
        FlowCall.Run("encode", Model, "--data", Data, "--out", Latents);
        Commands = [.. Leaves(FlowCommand.Create(new Terminal(TextWriter.Null, TextWriter.Null)), [])];
    }

    /// <summary>Every command with the words that name it, groups included.</summary>
    public IReadOnlyList<(string[] Words, Command Command)> Commands { get; }

    /// <summary>A run of images of 1×8×8.</summary>
    public string Model { get; }

    /// <summary>The images of the model.</summary>
    public string Data { get; }

    /// <summary>The images, encoded by the model.</summary>
    public string Latents { get; }

    public string Folder => _folder.Path;

    /// <summary>A path that nothing is at.</summary>
    public string NewPath(string end) => _folder.PathOf($"out-{_outs++}{end}");

    /// <summary>The options of a command, without those that only print.</summary>
    public static Option[] OptionsOf(Command command) =>
        [.. command.Options.Where(option => option is not (HelpOption or VersionOption))];

    public static bool IsSwitch(Option option) => option.Arity.MaximumNumberOfValues == 0;

    /// <summary>A right value, or null where the option goes with other data than there is here.</summary>
    public string? Good(Option option, Command command, System.Random random) => option.Name switch
    {
        "--data" => Data,
        "--config" or "--model" => Model,
        "--out" => NewPath(command is SampleCommand or InterpolateCommand or VaryCommand ? ".png" : ""),
        "--animation" => NewPath(".apng"),
        "--files" => NewPath(""),
        _ => Values.GetValueOrDefault(option.Name).Good is { Length: > 0 } good ? good[random.Next(good.Length)] : null,
    };

    /// <summary>A wrong value that the call alone tells, or null where any text is right.</summary>
    public static string? Bad(Option option, System.Random random) =>
        Values.GetValueOrDefault(option.Name).Bad is { } bad ? bad[random.Next(bad.Length)] : null;

    /// <summary>The words of the arguments that a command must have.</summary>
    public string[] Arguments(Command command) =>
        [.. command.Arguments.Select(argument => argument.Name switch
        {
            "DATA" => Data,
            "LATENTS" => Latents,
            "A" => "0",
            "B" => "train:1",
            _ => Model,
        })];

    /// <summary>Parts of a call in any order but for the words of arguments, whose order tells them apart.</summary>
    public string[][] Shuffled(IEnumerable<string[]> parts, Command command, System.Random random)
    {
        var shuffled = parts.ToArray();
        random.Shuffle(shuffled);
        var arguments = Arguments(command);
        int[] places = [.. Enumerable.Range(0, shuffled.Length).Where(i => shuffled[i] is [var word] && arguments.Contains(word))];
        string[] words = [.. places.Select(i => shuffled[i][0]).OrderBy(word => Array.IndexOf(arguments, word))];
        for (var i = 0; i < places.Length; i++)
        {
            shuffled[places[i]] = [words[i]];
        }

        return shuffled;
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<(string[] Words, Command Command)> Leaves(Command command, string[] words) =>
        command.Subcommands.SelectMany(inner => Leaves(inner, [.. words, inner.Name])).Prepend((words, command));
}
