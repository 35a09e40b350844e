using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Net;
using Lanner.Wasi;

namespace Lanner.Cli;

/// <summary>The options of <c>lanner run</c> that grant the guest something.</summary>
internal sealed class WasiOptions
{
    private readonly Option<string[]> _directories = new("--dir") { Description = "Grants a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", HelpName = "HOST::GUEST" };
    private readonly Option<string[]> _variables = new("--env") { Description = "Sets an environment variable of the guest.", HelpName = "K=V" };
    private readonly Option<string[]> _variableFiles = new("--env-file") { Description = "Sets environment variables from the lines K=V of a file.", HelpName = "FILE" };
    private readonly Option<bool> _inherit = new("--inherit-env") { Description = "Gives the guest the environment of this process." };
    private readonly Option<string[]> _listeners = new("--tcplisten") { Description = "Grants a TCP listener, as a descriptor behind those of the directories.", HelpName = "ADDRESS:PORT" };
    private readonly Option<string[]> _peers = new("--allow-net") { Description = "Names peers that the guest may talk to; without it, all that connect.", HelpName = "ADDRESS[/BITS][:PORT]" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Makes the guest's random numbers follow from a number.", HelpName = "N" };

    internal void AddTo(Command command)
    {
        command.Add(_directories);
        command.Add(_variables);
        command.Add(_variableFiles);
        command.Add(_inherit);
        command.Add(_listeners);
        command.Add(_peers);
        command.Add(_seed);
    }

    /// <summary>Says what the guest is given.</summary>
    /// <exception cref="FormatException">An option is not of its form.</exception>
    /// <exception cref="IOException">A file of variables cannot be read.</exception>
    internal WasiContextBuilder CreateBuilder(ParseResult result, string file, IEnumerable<string> arguments)
    {
        var builder = new WasiContextBuilder
        {
            Arguments = [Path.GetFileName(file), .. arguments],
            Input = WasiInput.Inherited,
            Output = WasiOutput.Inherited,
            Error = WasiOutput.Inherited,
            RandomSeed = result.GetValue(_seed),
            NoticesMissingPaths = true,
        };
        if (result.GetValue(_inherit))
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                builder.Environment[(string)variable.Key] = (string?)variable.Value ?? "";
            }
        }

        foreach (var line in (result.GetValue(_variableFiles) ?? []).SelectMany(File.ReadLines).Where(line => line.Length > 0 && line[0] != '#'))
        {
            AddVariable(builder, line);
        }

        foreach (var variable in result.GetValue(_variables) ?? [])
        {
            AddVariable(builder, variable);
        }

        foreach (var directory in result.GetValue(_directories) ?? [])
        {
            var isReadOnly = directory.EndsWith(":ro", StringComparison.Ordinal);
            var names = (isReadOnly ? directory[..^3] : directory).Split("::", 2);
            builder.AddDirectory(names[0], names.Length > 1 ? names[1] : names[0], isReadOnly ? DirectoryRights.ReadOnly : DirectoryRights.All);
        }

        foreach (var listener in result.GetValue(_listeners) ?? [])
        {
            builder.AddListener(IPEndPoint.TryParse(listener, out var address) && listener.Contains(':', StringComparison.Ordinal)
                ? address
                : throw new FormatException($"'{listener}' is not an address to listen on: write it as 127.0.0.1:8080."));
        }

        foreach (var peers in result.GetValue(_peers) ?? [])
        {
            var (addresses, port) = ParsePeers(peers);
            builder.AllowPeers(addresses, port);
        }

        return builder;
    }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>10.1.2.3</c>, <c>10.1.2.3:80</c>, <c>::1</c>, <c>[::1]:80</c> or <c>[fe80::]/10:80</c>.</summary>
    internal static (IPNetwork Addresses, int? Port) ParsePeers(string text)
    {
        var addresses = text;
        int? port = null;
        var colon = text.LastIndexOf(':');
        if (colon > 0 && (text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) < colon : text.IndexOf(':', StringComparison.Ordinal) == colon))
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
            : throw new FormatException($"'{text}' does not name peers: write an address such as 10.1.2.3, a range such as 10.0.0.0/8, and a port behind a colon.");
    }

    private static void AddVariable(WasiContextBuilder builder, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals == 0 || text.Length == 0)
        {
            throw new FormatException($"'{text}' is not a variable: write it as NAME=VALUE.");
        }

        builder.Environment[equals < 0 ? text : text[..equals]] = equals < 0 ? "" : text[(equals + 1)..];
    }
}
