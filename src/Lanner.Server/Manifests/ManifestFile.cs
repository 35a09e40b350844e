using System.Globalization;
using System.Net;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Hosting;
using Lanner.Hosting.Settings;
using Lanner.Server.Schedules;
using Lanner.Server.Serving;
using Microsoft.Extensions.Configuration;

namespace Lanner.Server.Manifests;

/// <summary>Reads manifests: TOML that says what is served.</summary>
internal static class ManifestFile
{
    private const string GuestsKey = "Guests";

    /// <summary>Finds the manifest that a path means.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The file; null if the path is that of something else.</returns>
    internal static string? Find(string path) =>
        path == "." ? ServeOptions.ManifestName
        : Directory.Exists(path) ? Path.Combine(path, ServeOptions.ManifestName)
        : path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase) ? path
        : null;

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variables">The variables of the command line.</param>
    /// <exception cref="FileException">There is no such file, or something in it is wrong.</exception>
    internal static ServeSettings Read(string path, KeyValuePair<string, string>[] variables)
    {
        InputFile.Require(path);
        var stamp = FileStamp.Of(Path.GetFullPath(path));
        var root = new TomlText(path).Read(System.Text.Encoding.UTF8.GetString(InputFile.Read(path)));
        var folder = Path.GetDirectoryName(stamp.Path)!;
        var reader = Check(path, folder, root, new ManifestVariables(variables));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(reader.Values).Build();
        var guests = configuration.GetSection(GuestsKey);
        string[] names = [.. guests.GetChildren().Select(guest => guest.Key)];
        if (Array.Find(names, name => guests.GetSection(name)["Source"] is null) is { } incomplete)
        {
            var (name, node) = reader.Places[$"{GuestsKey}:{incomplete}"];
            throw reader.Wrong(node, $"{name}.source: a path is expected; there is nothing");
        }

        var schedules = ReadSchedules(configuration.GetSection("Schedules"), names, reader);
        return new ServeSettings
        {
            Listen = ReadListen(configuration.GetSection("Listen")),
            AddGuests = builder => builder.AddGuests(guests),
            Routes = ReadRoutes(path, configuration.GetSection("Routes"), names, schedules.Length > 0, reader),
            Schedules = schedules,
            Folder = folder,
            Files = [stamp, .. guests.GetChildren().Select(guest => FileStamp.Of(guest["Source"]!))],
            Explain = message => Explain(path, message, reader),
        };
    }

    /// <summary>Reads an address, or a range of them.</summary>
    internal static bool TryParseNetwork(string text, out IPNetwork network)
    {
        var isAddress = IPAddress.TryParse(text, out var address);
        network = isAddress ? new IPNetwork(address!, address!.GetAddressBytes().Length * 8) : default;
        return isAddress || IPNetwork.TryParse(text, out network);
    }

    /// <summary>Variables come first, since everything else may have them.</summary>
    private static ManifestReader Check(string path, string folder, ManifestNode root, ManifestVariables variables)
    {
        const string Variables = "variables";
        var reader = new ManifestReader(path, folder, variables);
        if (root.Members.TryGetValue(Variables, out var own))
        {
            var before = new ManifestNode(NodeKind.Table, 1, 1);
            before.Members.Add(Variables, own);
            reader.ReadTable(before, ManifestSchema.All, "", "");
            foreach (var name in own.Members.Keys)
            {
                variables.Set(name, reader.Values[$"Variables:{name}"]!);
            }
        }

        reader.ReadTable(root, ManifestSchema.All, "", "");
        return reader;
    }

    private static ListenSettings ReadListen(IConfigurationSection section)
    {
        var usual = new ListenSettings();
        string[] addresses = [.. section.GetSection("Addresses").GetChildren().Select(address => address.Value!)];
        return new ListenSettings
        {
            Addresses = addresses.Length == 0 ? usual.Addresses : [.. addresses.Select(ListenAddress.Parse)],
            Certificate = section["Certificate"],
            Key = section["Key"],
            BodyBytes = SizeOf(section["Body"]) ?? usual.BodyBytes,
            HeaderBytes = SizeOf(section["Headers"]) is { } headers ? (int)headers : usual.HeaderBytes,
            HeaderTime = TimeOf(section["HeaderTime"]) ?? usual.HeaderTime,
            IdleTime = TimeOf(section["IdleTime"]) ?? usual.IdleTime,
            Connections = section["Connections"] is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : usual.Connections,
            StopTime = TimeOf(section["StopTime"]) ?? usual.StopTime,
            Proxies = [.. section.GetSection("Proxies").GetChildren().Select(
                proxy => TryParseNetwork(proxy.Value!, out var network) ? network : default)],
        };
    }

    private static long? SizeOf(string? text) => text is not null && Quantity.TryParseSize(text, out var size) ? size : null;

    private static TimeSpan? TimeOf(string? text) => text is not null && Quantity.TryParseTime(text, out var time) ? time : null;

    /// <summary>Reads the routes. Without any, a guest that is alone answers everything, and several are called by the clock.</summary>
    private static RouteSettings[] ReadRoutes(
        string path, IConfigurationSection section, string[] guests, bool hasSchedules, ManifestReader reader)
    {
        IConfigurationSection[] sections = [.. section.GetChildren()];
        RouteSettings[] routes = [.. sections.Select(route => ReadRoute(route, guests, reader))];
        for (var index = 0; index < routes.Length; index++)
        {
            if (Array.FindIndex(routes, 0, index, other => other.Overlaps(routes[index])) is >= 0 and var other)
            {
                var (name, node) = reader.Places[sections[index].Path];
                throw reader.Wrong(node, $"{name}: the path {routes[index].Path} is that of routes[{other}]");
            }
        }

        return routes.Length > 0 ? routes
            : guests is [var only] ? [new RouteSettings(RouteSettings.AllPaths, only)]
            : hasSchedules ? []
            : throw new FileException(path, guests.Length == 0
                ? "the manifest names no guest: [guests.NAME] with source = \"FILE\" is expected"
                : "the manifest has several guests and says nothing about their paths: [[routes]] with path and guest is expected");
    }

    private static RouteSettings ReadRoute(IConfigurationSection route, string[] guests, ManifestReader reader)
    {
        return new RouteSettings(Require(route, "path", reader), RequireGuest(route, guests, reader))
        {
            IsFunctions = route["Kind"] == "functions",
            Methods = [.. route.GetSection("Methods").GetChildren().Select(method => method.Value!)],
            Host = route["Host"],
        };
    }

    private static ScheduleSettings[] ReadSchedules(IConfigurationSection section, string[] guests, ManifestReader reader) =>
        [.. section.GetChildren().Select(schedule => new ScheduleSettings(
            reader.Places[schedule.Path].Name,
            CronExpression.Parse(Require(schedule, "cron", reader)),
            TimeZoneInfo.FindSystemTimeZoneById(schedule["TimeZone"] ?? TimeZoneInfo.Utc.Id),
            RequireGuest(schedule, guests, reader),
            schedule["Call"],
            Enum.Parse<ScheduleOverlap>(schedule["Overlap"] ?? nameof(ScheduleOverlap.Skip), ignoreCase: true)))];

    private static string RequireGuest(IConfigurationSection section, string[] guests, ManifestReader reader)
    {
        var guest = Require(section, "guest", reader);
        var (name, node) = reader.Places[section.Path];
        return guests.Contains(guest, StringComparer.Ordinal) ? guest : throw reader.Wrong(
            node.Members["guest"], $"{name}.guest: there is no guest '{guest}'{Spelling.Suggest(guest, guests)}");
    }

    private static string Require(IConfigurationSection section, string setting, ManifestReader reader)
    {
        var (name, node) = reader.Places[section.Path];
        return section[ManifestSchema.ConfigurationName(setting)]
            ?? throw reader.Wrong(node, $"{name}.{setting}: a value is expected; there is nothing");
    }

    /// <summary>Finds the place of a setting by its path in the configuration, with which the message begins.</summary>
    private static FileException Explain(string path, string message, ManifestReader reader)
    {
        var key = reader.Places.Keys.Where(key => message.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase))
            .MaxBy(key => key.Length);
        if (key is null)
        {
            return new FileException(path, message);
        }

        var (name, node) = reader.Places[key];
        return reader.Wrong(node, name + message[key.Length..]);
    }
}
