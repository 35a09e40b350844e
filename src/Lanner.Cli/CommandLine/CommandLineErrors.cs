using System.CommandLine;
using System.CommandLine.Parsing;
using Lanner.Cli.Messages;

namespace Lanner.Cli.CommandLine;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class CommandLineErrors
{
    /// <summary>The first mistake of a command line, for standard error.</summary>
    /// <param name="result">A command line with mistakes.</param>
    /// <param name="root">The command that has all others.</param>
    internal static string Describe(ParseResult result, RootCommand root)
    {
        var command = result.CommandResult.Command;
        var path = command == root ? "lanner" : $"lanner {command.Name}";
        return Printable.Line($"lanner: {Complain(result, command)} ({path} --help says more)");
    }

    /// <summary>The complaint about a word that looks like an option and is none.</summary>
    internal static string UnknownOption(string word, Command command)
    {
        var name = word.Split('=', 2)[0];
        var known = command.Options.SelectMany(option => option.Aliases.Append(option.Name));
        return $"there is no option {name}{Spelling.Suggest(name, known)}";
    }

    private static string Complain(ParseResult result, Command command)
    {
        if (result.UnmatchedTokens is [var word, ..])
        {
            return word.StartsWith('-') ? UnknownOption(word, command)
                : command.Subcommands.Count > 0 ? $"there is no command '{word}'{Spelling.Suggest(word, Subcommands(command))}"
                : $"{command.Name} takes no further argument: '{word}' is one too many";
        }

        return result.Errors[0] switch
        {
            { SymbolResult: OptionResult { Tokens.Count: 0, Option: var option } } =>
                $"{option.Name} needs a value: {option.Name} {option.HelpName}",
            { SymbolResult: OptionResult { Tokens.Count: > 1, Option: var option } } when option.Arity.MaximumNumberOfValues == 1 =>
                $"{option.Name} is given more than once",
            { SymbolResult: ArgumentResult { Tokens.Count: 0, Argument: var argument } } => $"{command.Name} needs a {argument.Name}",
            { SymbolResult: CommandResult } when command.Subcommands.Count > 0 =>
                $"name a command: {string.Join(", ", Subcommands(command))}",
            { SymbolResult: CommandResult } when command.Arguments is [var first, ..] => $"{command.Name} needs a {first.Name}",
            var error => error.Message.TrimEnd('.'),
        };
    }

    private static IEnumerable<string> Subcommands(Command command) => command.Subcommands.Select(known => known.Name);
}
