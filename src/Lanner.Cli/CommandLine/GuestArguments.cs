using System.CommandLine;
using Lanner.Cli.Messages;

namespace Lanner.Cli.CommandLine;

/// <summary>Keeps what follows the module on the command line for the guest, also what looks like an option of ours.</summary>
internal static class GuestArguments
{
    private const string Separator = "--";

    /// <summary>Finds the module and the arguments of the guest where <c>run</c> has no options.</summary>
    /// <param name="arguments">The command line, which begins with the command.</param>
    /// <param name="guestArguments">The arguments of the guest.</param>
    /// <returns>The module; null if there are options.</returns>
    internal static string? FindWithoutOptions(string[] arguments, out string[] guestArguments)
    {
        if (arguments is not [_, var file, ..] || file.Length == 0 || (file[0] == '-' && file != StandardStream.Name))
        {
            guestArguments = [];
            return null;
        }

        guestArguments = arguments[2..] is [Separator, .. var rest] ? rest : arguments[2..];
        return file;
    }

    /// <summary>Puts <c>--</c> before the module of <c>run</c>, unless it stands there already: then nothing behind it is parsed. One
    /// directly behind the module, which says the same, is taken out.</summary>
    /// <param name="arguments">The command line, which begins with the command.</param>
    /// <param name="run">The command, which knows its options.</param>
    internal static string[] Separate(string[] arguments, Command run)
    {
        for (var index = 1; index < arguments.Length; index++)
        {
            var argument = arguments[index];
            if (argument == Separator)
            {
                return arguments;
            }

            if (!argument.StartsWith('-') || argument == StandardStream.Name)
            {
                var rest = arguments[(index + 1)..];
                return [.. arguments[..index], Separator, argument, .. rest is [Separator, ..] ? rest[1..] : rest];
            }

            if (TakesValue(run, argument))
            {
                index++;
            }
        }

        return arguments;
    }

    /// <summary>Says whether an argument is an option whose value is the next argument.</summary>
    private static bool TakesValue(Command run, string argument) => run.Options.Any(option =>
        (option.Name == argument || option.Aliases.Contains(argument))
        && option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0);
}
