using System.CommandLine;
using Lanner.Wasi;

namespace Lanner.Cli.CommandLine;

/// <summary>The options of <c>lanner run</c> that grant a component something beside what a system has.</summary>
internal sealed class ServiceOptions
{
    private readonly Option<string[]> _http = OptionValues.CreateList(
        "--allow-http", "[http[s]://]HOST[:PORTS]", "Lets a component send requests of HTTP to a host.",
        GrantedNetwork.Check((builder, text) => builder.AllowHttp(text)));

    private readonly Option<KeyValuePair<string, string>[]> _settings = OptionValues.CreateList(
        "--config", "KEY=VALUE", "Adds a setting to the configuration of a component.", ReadSetting);

    private readonly Option<string[]> _stores = OptionValues.CreateList(
        "--keyvalue", "NAME", "Gives a component a store of keys and values in memory, which ends with it.", name => name);

    /// <summary>Adds all options.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_http);
        command.Add(_settings);
        command.Add(_stores);
    }

    /// <summary>Grants everything to a guest. What it logs goes to standard error.</summary>
    internal void Grant(ParseResult result, WasiContextBuilder builder)
    {
        builder.Log = record => Console.Error.WriteLine(record.ToString());
        foreach (var host in result.GetValue(_http) ?? [])
        {
            builder.AllowHttp(host);
        }

        foreach (var (key, value) in result.GetValue(_settings) ?? [])
        {
            builder.Configuration[key] = value;
        }

        foreach (var name in (result.GetValue(_stores) ?? []).Distinct(StringComparer.Ordinal))
        {
            builder.AddKeyValueStore(name, new InMemoryKeyValueStore());
        }
    }

    private static KeyValuePair<string, string> ReadSetting(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        return end > 0
            ? KeyValuePair.Create(text[..end], text[(end + 1)..])
            : throw new FormatException($"'{text}' is not a setting: write it as KEY=VALUE");
    }
}
