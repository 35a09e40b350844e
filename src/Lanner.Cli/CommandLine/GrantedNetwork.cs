using Lanner.Wasi;

namespace Lanner.Cli.CommandLine;

/// <summary>The part of the network that a guest of WASI 0.2 is granted.</summary>
/// <param name="Destinations">The hosts that it may connect to, or send to.</param>
/// <param name="Addresses">The addresses at which it may listen.</param>
/// <param name="Names">The names that it may look up beside.</param>
/// <param name="AllowsPrivateAnswers">True if a granted name may have any address.</param>
internal sealed record GrantedNetwork(string[] Destinations, string[] Addresses, string[] Names, bool AllowsPrivateAnswers)
{
    /// <summary>Grants it.</summary>
    internal void AddTo(WasiContextBuilder builder)
    {
        foreach (var destination in Destinations)
        {
            builder.AllowConnect(destination);
        }

        foreach (var address in Addresses)
        {
            builder.AllowListen(address);
        }

        foreach (var name in Names)
        {
            builder.AllowNameLookup(name);
        }

        if (AllowsPrivateAnswers)
        {
            builder.AllowPrivateAnswers();
        }
    }

    /// <summary>Gives a text back that a builder takes as a grant.</summary>
    /// <param name="grant">The method of the builder.</param>
    /// <exception cref="FormatException">The text is no such grant.</exception>
    internal static Func<string, string> Check(Func<WasiContextBuilder, string, WasiContextBuilder> grant) => text =>
    {
        grant(new WasiContextBuilder(), text);
        return text;
    };
}
