using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>The grants and limits of a guest that is served without a manifest: options of <c>lanner run</c>, for each call.</summary>
internal sealed class GuestServeOptions
{
    internal Option<GrantedDirectory[]> Directories { get; } = OptionValues.CreateList(
        "--dir", "HOST::GUEST", "Grants a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", GrantedDirectory.Parse);

    internal Option<KeyValuePair<string, string>[]> Variables { get; } = OptionValues.CreateList(
        "--env", "NAME=VALUE", "Sets an environment variable of the guest.", EnvironmentFile.ParseVariable);

    internal Option<string[]> VariableFiles { get; } = new("--env-file")
    {
        Description = "Sets environment variables from the lines NAME=VALUE of a file.",
        HelpName = "FILE",
    };

    internal Option<string[]> Http { get; } = OptionValues.CreateList(
        "--allow-http", "[http[s]://]HOST[:PORTS]", "Lets a component send requests of HTTP to a host.",
        GrantedNetwork.Check((builder, text) => builder.AllowHttp(text)));

    internal Option<string[]> Connect { get; } = OptionValues.CreateList(
        "--allow-connect", "HOST[:PORTS]", "Lets a component connect to a name, *.name, address or range, or with udp:// send there.",
        GrantedNetwork.Check((builder, text) => builder.AllowConnect(text)));

    internal Option<KeyValuePair<string, string>[]> Settings { get; } = OptionValues.CreateList(
        "--config", "KEY=VALUE", "Adds a setting to the configuration of a component.", EnvironmentFile.ParseVariable);

    internal Option<OptionValue<TimeSpan>?> CallTime { get; } = OptionValues.Create(
        "--timeout", "TIME", "Ends a call after a time, such as 500ms, 10s or 2m; by default a minute.", Quantities.ParseTime);

    internal Option<OptionValue<long>?> Memory { get; } = OptionValues.Create(
        "--max-memory", "SIZE", "How much everything that a call holds may take together, such as 10MiB.", Quantities.ParseSize);

    internal Option<OptionValue<long>?> TableElements { get; } = OptionValues.CreateNumber(
        "--max-table-elements", "How many elements the guest's tables may have.");

    internal Option<OptionValue<long>?> Fuel { get; } = OptionValues.CreateNumber(
        "--fuel", "Ends a call with a trap when it has used this much fuel: about one unit an instruction.");

    /// <summary>The options, to be added to a command.</summary>
    internal Option[] All =>
        [Directories, Variables, VariableFiles, Http, Connect, Settings, CallTime, Memory, TableElements, Fuel];

    /// <summary>The first that is given; null if none is.</summary>
    internal Option? FindGiven(ParseResult result) =>
        Array.Find(All, option => result.GetResult(option) is { Implicit: false });
}
