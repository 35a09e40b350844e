using System.CommandLine;
using System.CommandLine.Parsing;
using Lanner.Cli.Messages;

namespace Lanner.Cli.CommandLine;

/// <summary>The arguments of commands that name files. A file whose name begins with a hyphen is named with its folder (<c>./-x</c>): alone
/// it would be taken for an option that was misspelt.</summary>
internal static class FileArguments
{
    /// <summary>The argument of a command that takes one module.</summary>
    internal static Argument<string> Create(string description)
    {
        var argument = new Argument<string>("FILE") { Description = description };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    /// <summary>The argument of a command that need not be there.</summary>
    internal static Argument<string> CreateOptional(string name, string description, string usual)
    {
        var argument = new Argument<string>(name) { Description = description, DefaultValueFactory = _ => usual };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    /// <summary>The argument of a command that takes several modules or scripts.</summary>
    internal static Argument<string[]> CreateMany(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    private static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value != StandardStream.Name) is { } token
            && result.Parent is CommandResult { Command: var command })
        {
            result.AddError(CommandLineErrors.UnknownOption(token.Value, command));
        }
    }
}
