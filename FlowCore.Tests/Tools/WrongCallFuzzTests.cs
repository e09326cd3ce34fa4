using System.CommandLine;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>A right call of any verb with one thing wrong in it, made at random from the grammar.</summary>
public sealed class WrongCallFuzzTests : IDisposable
{
    private const int Calls = 3000;
    private const int Seed = 13;

    private readonly CallGrammar _grammar = new();
    private readonly System.Random _random = new(Seed);

    public void Dispose() => _grammar.Dispose();

    [Fact]
    public void Whatever_is_wrong_in_a_call_it_ends_with_2_and_one_line()
    {
        var before = Directory.EnumerateFileSystemEntries(_grammar.Folder).Count();
        var kinds = new HashSet<string>();
        for (var i = 0; i < Calls; i++)
        {
            var (kind, args) = Next();
            kinds.Add(kind);
            var call = FlowCall.Run(args);
            var what = $"Seed {Seed}, call {i}, {kind}: flow {string.Join(' ', args.Select(word => $"'{word}'"))}\n{call.Code} {call.Error}";
            Assert.True(call.Code == 2, what);
            Assert.True(call.ErrorLines.Length == 1 && call.ErrorLines[0].Length < 1000, what);
            Assert.True(call.Output.Length == 0, what);
        }

        Assert.Equal(8, kinds.Count);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_grammar.Folder).Count());
    }

    private (string Kind, string[] Args) Next()
    {
        while (true)
        {
            var (words, command) = _grammar.Commands[_random.Next(_grammar.Commands.Count)];
            var parts = Parts(command);
            if (Spoil(command, parts) is { } kind)
            {
                return (kind, [.. words, .. _grammar.Shuffled(parts, command, _random).SelectMany(part => part)]);
            }
        }
    }

    /// <summary>Options with their values, and arguments, in no order.</summary>
    private List<string[]> Parts(Command command)
    {
        var parts = new List<string[]>();
        foreach (var option in CallGrammar.OptionsOf(command))
        {
            // What decides where and on what it works is always said: the defaults are larger.
            var isNeeded = option.Name is "--data" or "--out" or "--device" or "--threads";
            if (!isNeeded && _random.Next(3) > 0)
            {
                continue;
            }

            if (CallGrammar.IsSwitch(option))
            {
                parts.Add([option.Name]);
            }
            else if (_grammar.Good(option, command, _random) is { } value)
            {
                parts.Add(_random.Next(4) == 0 ? [$"{option.Name}={value}"] : [option.Name, value]);
            }
        }

        parts.AddRange(_grammar.Arguments(command).Select(argument => (string[])[argument]));
        return parts;
    }

    private string? Spoil(Command command, List<string[]> parts)
    {
        var options = CallGrammar.OptionsOf(command);
        var isGroup = command.Subcommands.Count > 0;
        switch (_random.Next(8))
        {
            case 0:
                parts.Add(_random.Next(2) == 0 ? [$"--{Word()}"] : [$"--{Word()}", Word()]);
                return "unknown option";
            case 1:
                parts.Add([$"-{Word()}"]);
                return "unknown short option";
            case 2 when isGroup:
                parts.Insert(0, _random.Next(2) == 0 ? [Word()] : [Word(), $"--{Word()}", Word()]);
                return "unknown verb";
            case 3 when !isGroup:
                parts.Add([Word()]);
                return "extra word";
            case 4 when options.Length > 0:
                var option = options[_random.Next(options.Length)];
                if (CallGrammar.Bad(option, _random) is not { } bad)
                {
                    return null;
                }

                parts.RemoveAll(part => part[0].Split('=')[0] == option.Name);
                parts.Add([option.Name, bad]);
                return "bad value";
            case 5 when parts.Find(part => part.Length == 2) is { } twice:
                parts.Add(twice);
                return "twice";
            case 6 when parts.Find(part => part.Length == 2) is { } cut:
                parts.Remove(cut);
                parts.Add([cut[0], "--"]);
                return "no value";
            case 7 when command.Arguments.Count > 0:
                parts.RemoveAll(part => part is [var word] && (word == _grammar.Model || word == _grammar.Data));
                return "no argument";
            default:
                return null;
        }
    }

    private string Word()
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyzäß0-_.";
        return "q" + string.Concat(Enumerable.Range(0, _random.Next(1, 12)).Select(_ => Letters[_random.Next(Letters.Length)]));
    }
}
