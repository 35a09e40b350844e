using System.CommandLine;
using System.Globalization;
using static System.FormattableString;

namespace Lanner.Cli.CommandLine;

/// <summary>Options whose values have a form of their own: what does not have it is told by the name of the option.</summary>
internal static class OptionValues
{
    /// <summary>An option whose value is read by a function, which throws <see cref="FormatException"/> with the end of a sentence that
    /// begins with the option.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    internal static Option<OptionValue<T>?> Create<T>(string name, string helpName, string description, Func<string, T> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                try
                {
                    return new OptionValue<T>(read(result.Tokens[0].Value));
                }
                catch (FormatException error)
                {
                    result.AddError($"{name}: {error.Message}");
                    return null;
                }
            },
        };

    /// <summary>The value of an option, or null if it was not given.</summary>
    internal static T? ValueOf<T>(this ParseResult result, Option<OptionValue<T>?> option)
        where T : struct => result.GetValue(option)?.Value;

    /// <summary>An option that may be given several times.</summary>
    /// <typeparam name="T">The type of each value.</typeparam>
    internal static Option<T[]> CreateList<T>(string name, string helpName, string description, Func<string, T> read) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens.Select(token => read(token.Value))];
            }
            catch (FormatException error)
            {
                result.AddError($"{name}: {error.Message}");
                return [];
            }
        },
    };

    /// <summary>An option whose value is a whole number.</summary>
    internal static Option<OptionValue<long>?> CreateNumber(
        string name, string description, long minimum = 0, long maximum = long.MaxValue) =>
        Create(name, "N", description, text => ParseNumber(text, minimum, maximum));

    private static long ParseNumber(string text, long minimum, long maximum)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var isTooLarge = text.Length > 0 && text.TrimStart('-').All(char.IsAsciiDigit);
            throw new FormatException($"'{text}' is not a whole number{(isTooLarge ? " of 64 bits" : "")}");
        }

        return number < minimum ? throw new FormatException(Invariant($"{number} is too small: the least is {minimum}"))
            : number > maximum ? throw new FormatException(Invariant($"{number} is too large: the most is {maximum}"))
            : number;
    }
}

/// <summary>The value of an option that was given: an object, since ReadyToRun holds the code of System.CommandLine for objects; for
/// structures the JIT would compile it in each process.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
internal sealed record OptionValue<T>(T Value)
    where T : struct;
