using System.CommandLine;
using System.Globalization;
using System.Net;
using Lanner.Cli.Messages;
using Lanner.Wasi;

namespace Lanner.Cli.CommandLine;

/// <summary>The options of <c>lanner run</c> that grant the guest something.</summary>
internal sealed class WasiOptions
{
    /// <summary>The calls that <c>--trace</c> can show.</summary>
    private enum TracedCalls
    {
        /// <summary>The calls of WASI.</summary>
        Wasi,
    }

    private readonly Option<GrantedDirectory[]> _directories = OptionValues.CreateList(
        "--dir", "HOST::GUEST", "Grants a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", GrantedDirectory.Parse);

    private readonly Option<KeyValuePair<string, string>[]> _variables = OptionValues.CreateList(
        "--env", "NAME=VALUE", "Sets an environment variable of the guest.", EnvironmentFile.ParseVariable);

    private readonly Option<string[]> _variableFiles = new("--env-file")
    {
        Description = "Sets environment variables from the lines NAME=VALUE of a file.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _inherit = new("--inherit-env") { Description = "Gives the guest the environment of this process." };

    private readonly Option<IPEndPoint[]> _listeners = OptionValues.CreateList(
        "--tcplisten", "ADDRESS:PORT", "Grants a TCP listener, as a descriptor behind those of the directories.", ParseListener);

    private readonly Option<(IPNetwork Addresses, int? Port)[]> _peers = OptionValues.CreateList(
        "--allow-net", "ADDRESS[/BITS][:PORT]", "Names peers that the guest may talk to; without it, all that connect.", ParsePeers);

    private readonly Option<string[]> _destinations = OptionValues.CreateList(
        "--allow-connect", "HOST[:PORTS]", "Lets a component connect to a name, *.name, address or range, or with udp:// send there.",
        GrantedNetwork.Check((builder, text) => builder.AllowConnect(text)));

    private readonly Option<string[]> _addresses = OptionValues.CreateList(
        "--allow-listen", "ADDRESS[:PORTS]", "Lets a component listen at an address, or with udp:// receive of anybody there.",
        GrantedNetwork.Check((builder, text) => builder.AllowListen(text)));

    private readonly Option<string[]> _names = OptionValues.CreateList(
        "--allow-lookup", "NAME", "Lets a component look up a name beside those that it may connect to.",
        GrantedNetwork.Check((builder, text) => builder.AllowNameLookup(text)));

    private readonly Option<bool> _privateAnswers = new("--allow-private-answers")
    {
        Description = "Lets granted names have addresses of private networks and of this machine.",
    };

    private readonly Option<OptionValue<long>?> _seed = OptionValues.CreateNumber(
        "--seed", "Makes the guest's random numbers follow from a number.", minimum: long.MinValue);

    private readonly Option<OptionValue<TracedCalls>?> _trace = OptionValues.Create(
        "--trace",
        "wasi",
        "Prints on stderr each call of WASI, with its arguments and its result.",
        text => text == "wasi" ? TracedCalls.Wasi : throw new FormatException($"'{text}' cannot be traced, only wasi"));

    private readonly ServiceOptions _services = new();

    /// <summary>Adds all options.</summary>
    internal void AddTo(Command command)
    {
        AddGrantsTo(command);
        _services.AddTo(command);
        command.Add(_trace);
    }

    /// <summary>The options that grant something, also to a program that is to run later.</summary>
    private Option[] Grants =>
        [_directories, _variables, _variableFiles, _inherit, _listeners, _peers, .. GrantsOfComponents, _seed];

    /// <summary>The options that grant something to components alone.</summary>
    private Option[] GrantsOfComponents => [_destinations, _addresses, _names, _privateAnswers];

    /// <summary>Refuses what only components can be granted.</summary>
    /// <exception cref="NotSupportedException">There is some.</exception>
    internal void RefuseGrantsOfComponents(ParseResult result)
    {
        if (GrantsOfComponents.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new NotSupportedException($"{option.Name} is for components, and this is a module");
        }
    }

    /// <summary>Adds the options that grant something.</summary>
    internal void AddGrantsTo(Command command)
    {
        foreach (var option in Grants)
        {
            command.Add(option);
        }
    }

    /// <summary>True if anything is granted.</summary>
    internal bool AreGiven(ParseResult result) => Array.Exists(Grants, option => result.GetResult(option) is { Implicit: false });

    /// <summary>Reads the grants.</summary>
    /// <exception cref="FileException">A file of variables cannot be read or holds something else.</exception>
    internal WasiGrants ReadGrants(ParseResult result) => new(
        result.GetValue(_inherit),
        [.. (result.GetValue(_variableFiles) ?? []).SelectMany(EnvironmentFile.Read), .. result.GetValue(_variables) ?? []],
        result.GetValue(_directories) ?? [],
        result.GetValue(_listeners) ?? [],
        result.GetValue(_peers) ?? [],
        new GrantedNetwork(
            result.GetValue(_destinations) ?? [],
            result.GetValue(_addresses) ?? [],
            result.GetValue(_names) ?? [],
            result.GetValue(_privateAnswers)),
        result.ValueOf(_seed));

    /// <summary>Says what the guest is given.</summary>
    /// <exception cref="FileException">A file of variables cannot be read or holds something else, or a directory is none.</exception>
    /// <exception cref="PlatformNotSupportedException">Directories cannot be granted on this operating system.</exception>
    internal WasiContextBuilder CreateBuilder(ParseResult result, string file, IEnumerable<string> arguments, bool isDeterministic)
    {
        var grants = ReadGrants(result);
        var builder = WasiGrants.CreateBuilder(file, arguments);
        builder.RandomSeed = grants.Seed ?? (isDeterministic ? 0 : null);
        builder.Time = isDeterministic ? new VirtualClock() : TimeProvider.System;
        builder.Trace = result.ValueOf(_trace) is null ? null : line => Console.Error.WriteLine(Printable.Line($"wasi: {line}"));
        grants.AddTo(builder);
        _services.Grant(result, builder);
        return builder;
    }

    /// <exception cref="FormatException">The text is not an address with a port.</exception>
    private static IPEndPoint ParseListener(string text) =>
        IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal)
        ? address
        : throw new FormatException($"'{text}' is not an address to listen on: write it as 127.0.0.1:8080");

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>10.1.2.3</c>, <c>10.1.2.3:80</c>, <c>::1</c>, <c>[::1]:80</c> or
    /// <c>[fe80::]/10:80</c>.</summary>
    internal static (IPNetwork Addresses, int? Port) ParsePeers(string text)
    {
        var addresses = text;
        int? port = null;
        var colon = text.LastIndexOf(':');

        // Behind brackets, or where it is the only colon, a port follows; other colons are those of an address of version 6.
        var end = text.IndexOf(']', StringComparison.Ordinal);
        if (colon > 0 && (text[0] == '[' ? end < colon : text.IndexOf(':', StringComparison.Ordinal) == colon))
        {
            addresses = text[..colon];
            port = ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        }

        addresses = addresses.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        if (port != -1 && IPNetwork.TryParse(addresses, out var network))
        {
            return (network, port);
        }

        return port != -1 && IPAddress.TryParse(addresses, out var address)
            ? (new IPNetwork(address, address.GetAddressBytes().Length * 8), port)
            : throw new FormatException(
                $"'{text}' does not name peers: write an address such as 10.1.2.3, a range such as 10.0.0.0/8, and a port behind a colon");
    }
}
