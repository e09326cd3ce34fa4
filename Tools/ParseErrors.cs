using System.CommandLine;
using System.CommandLine.Parsing;
using FlowCore.Tools.Commands;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools;

/// <summary>What the parser does not understand, in this project's form of an error.</summary>
internal static class ParseErrors
{
    /// <summary>Throws for the first thing that is wrong with a command line.</summary>
    /// <exception cref="WrongCallException">There is one.</exception>
    public static void ThrowIfAny(ParseResult parsed)
    {
        // Help and version answer whatever else stands on the line.
        if (parsed is { Action: HelpWithExamples or PrintVersion, Errors.Count: 0 })
        {
            return;
        }

        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var verb, ..] && !LooksLikeAnOption(verb))
        {
            ThrowUnmatched(command, verb);
        }

        if (UnknownOptions(parsed) is [var option, ..])
        {
            var names = command.Options.Select(known => known.Name).ToArray();
            throw new WrongCallException(
                NameOf(command), "one of its options", $"'{option}'", Spelling.Hint(option, names) ?? HelpHint(command));
        }

        if (parsed.UnmatchedTokens is [var word, ..])
        {
            ThrowUnmatched(command, word);
        }

        if (parsed.Errors is [var error, ..])
        {
            throw Translate(error, command);
        }
    }

    /// <summary>The words that look like options and are none; the parser would take one for a path.</summary>
    private static string[] UnknownOptions(ParseResult parsed)
    {
        var arguments = parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value);
        return [.. arguments.Concat(parsed.UnmatchedTokens).Where(LooksLikeAnOption)];
    }

    private static bool LooksLikeAnOption(string word) => word.Length > 1 && word[0] == '-';

    private static void ThrowUnmatched(Command command, string word)
    {
        if (command.Subcommands.Count > 0)
        {
            var verbs = command.Subcommands.Select(verb => verb.Name).ToArray();
            throw new WrongCallException(
                NameOf(command), $"a verb ({string.Join(", ", verbs)})", $"'{word}'", Spelling.Hint(word, verbs) ?? HelpHint(command));
        }

        throw new WrongCallException(NameOf(command), "options only here", $"'{word}'", HelpHint(command));
    }

    private static WrongCallException Translate(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Option.Arity.MaximumNumberOfValues: 0 } alone =>
            new(alone.Option.Name, "to be given alone", "other words with it"),
        OptionResult { Tokens.Count: 0 } option => new(option.Option.Name, "a value", "none", HelpHint(command)),
        OptionResult { Tokens.Count: > 1 } option =>
            new(option.Option.Name, "one value", $"{option.Tokens.Count}", "Give it once."),
        ArgumentResult { Tokens.Count: 0 } argument =>
            new(NameOf(command), $"a {argument.Argument.Name}", "none", HelpHint(command)),
        _ => new(error.Message),
    };

    private static string HelpHint(Command command) => command is RootCommand
        ? $"See {FlowCommand.ProgramName} --help."
        : $"See {FlowCommand.ProgramName} {NameOf(command)} --help.";

    private static string NameOf(Command command) => command switch
    {
        RootCommand => FlowCommand.ProgramName,
        _ when command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand =>
            $"{NameOf(parent)} {command.Name}",
        _ => command.Name,
    };
}
