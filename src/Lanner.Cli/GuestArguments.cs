namespace Lanner.Cli;

/// <summary>Keeps what follows the module on the command line for the guest, also what looks like an option of ours.</summary>
internal static class GuestArguments
{
    /// <summary>The options of <c>run</c> that take no value.</summary>
    private static readonly string[] Switches = ["--checked", "--timings", "--inherit-env", "--help", "-h", "-?"];

    /// <summary>Puts <c>--</c> before the module of <c>run</c>, unless it stands there already: then nothing behind it is parsed.</summary>
    internal static string[] Separate(string[] arguments)
    {
        if (arguments is not ["run", ..])
        {
            return arguments;
        }

        for (var index = 1; index < arguments.Length; index++)
        {
            var argument = arguments[index];
            if (argument == "--")
            {
                return arguments;
            }

            if (!argument.StartsWith('-'))
            {
                return [.. arguments[..index], "--", .. arguments[index..]];
            }

            if (!argument.Contains('=', StringComparison.Ordinal) && !Switches.Contains(argument))
            {
                index++;
            }
        }

        return arguments;
    }
}
