using System.CommandLine;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Words of the grammar in any order and number: right calls, wrong calls, and calls whose work fails.</summary>
public sealed class CommandLineFuzzTests : IDisposable
{
    private const int Calls = 2500;
    private const int Seed = 26;

    private readonly CallGrammar _grammar = new();
    private readonly System.Random _random = new(Seed);

    public void Dispose() => _grammar.Dispose();

    [Fact]
    public void Any_call_ends_with_0_1_or_2_and_one_line_where_it_is_not_0()
    {
        var codes = new int[3];
        for (var i = 0; i < Calls; i++)
        {
            var args = Next();
            var call = FlowCall.Run(args);
            var what = $"Seed {Seed}, call {i}: flow {string.Join(' ', args.Select(word => $"'{word}'"))}\n{call.Code} {call.Error}";
            Assert.True(call.Code is >= 0 and <= 2, what);
            codes[call.Code]++;
            Assert.DoesNotContain("internal error", call.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);

            // Progress may stand before the line of a run that failed; of a wrong call there is the line alone.
            // What a strict check found is its result, on standard output.
            Assert.True(call.Code == 0 || call.ErrorLines.Length >= 1 || (args.Contains("check") && call.Code == 1 && call.Output.Length > 0), what);
            Assert.True(call.Code != 2 || call.ErrorLines.Length == 1, what);
        }

        Assert.All(codes, count => Assert.True(count > Calls / 20, $"Seed {Seed}: codes {string.Join(' ', codes)}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_grammar.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    private string[] Next()
    {
        var commands = _grammar.Commands.Where(each => each.Words is not ["bench", ..] and not ["devices"] || _random.Next(4) == 0).ToArray();
        var (words, command) = commands[_random.Next(commands.Length)];
        var parts = new List<string[]>();

        // A self-test takes a second. A call that is all right is seldom made of many random choices, so most begin with few faults.
        var faults = _random.Next(3) == 0 ? 0.15 : 0.01;
        foreach (var option in CallGrammar.OptionsOf(command).Where(option => IsNeeded(option) || _random.Next(4) == 0)
            .Where(option => option.Name is not "--self-test"))
        {
            Add(parts, option, command, faults);
        }

        foreach (var argument in _grammar.Arguments(command).Where(_ => !Chance(faults)))
        {
            parts.Add([Chance(0.15) ? Odd() : argument]);
        }

        // Measuring takes seconds: only calls that measure nothing are made of its verbs.
        if (words is ["bench", ..] || Chance(faults))
        {
            parts.Add([words is ["bench", _] ? "--runs=0" : Odd()]);
        }

        if (Chance(0.02))
        {
            parts.Add([Chance(0.5) ? "--help" : "--version"]);
        }

        string[] line = [.. words, .. _grammar.Shuffled(parts, command, _random).SelectMany(part => part)];
        if (Chance(faults))
        {
            _random.Shuffle(line);
        }

        return line;
    }

    private void Add(List<string[]> parts, Option option, Command command, double faults)
    {
        if (CallGrammar.IsSwitch(option))
        {
            parts.Add([option.Name]);
            return;
        }

        var value = Chance(faults) ? CallGrammar.Bad(option, _random) ?? Odd() : _grammar.Good(option, command, _random);
        if (option.Name is "--data" && Chance(0.1))
        {
            value = Odd();
        }

        if (value is not null)
        {
            parts.Add(Chance(0.2) ? [$"{option.Name}={value}"] : [option.Name, value]);
        }
    }

    /// <summary>What keeps a call small, and its files where they belong.</summary>
    private static bool IsNeeded(Option option) => option.Name
        is "--data" or "--out" or "--device" or "--threads" or "--max-steps" or "--width" or "--batch-size" or "--steps-per-level";

    /// <summary>A word that is no more than a word.</summary>
    private string Odd() => _random.Next(8) switch
    {
        0 => "",
        1 => "-",
        2 => "--",
        3 => _grammar.Folder,
        4 => Path.Combine(_grammar.Folder, "nothere", "file"),
        5 => new string('x', 300),
        6 => "\u0001\u202e\"'$(x)",
        _ => "data",
    };

    private bool Chance(double chance) => _random.NextDouble() < chance;
}
