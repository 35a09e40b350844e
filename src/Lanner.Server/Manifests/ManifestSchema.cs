using System.Globalization;
using Lanner.Hosting.Settings;
using Lanner.Server.Schedules;
using Lanner.Server.Serving;
using static Lanner.Server.Manifests.Setting;

namespace Lanner.Server.Manifests;

/// <summary>The settings of manifests (<c>docs/serve.md</c>). Those of guests are the ones of <c>Lanner.Hosting</c>, whose names have
/// hyphens here.</summary>
internal static class ManifestSchema
{
    private static readonly Scalar Text = new("a text", [NodeKind.Text], static text => text.Length > 0 ? text : null);
    private static readonly Scalar AnyText = new("a text", [NodeKind.Text], static text => text);
    private static readonly Scalar Flag = new("true or false", [NodeKind.Flag], static text => text);

    private static readonly Scalar Count = new("a whole number", [NodeKind.Number], static text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null);

    private static readonly Scalar Number = new("a whole number up to two thousand million", [NodeKind.Number], static text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null);

    private static readonly Scalar AtLeastOne = new("a whole number of at least 1", [NodeKind.Number], static text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? text : null);

    private static readonly Scalar Size = new(Quantity.Sizes, [NodeKind.Number, NodeKind.Text], static text =>
        Quantity.TryParseSize(text, out _) ? text : null);

    private static readonly Scalar HeaderSize = new("a size from 1 KiB to 1 MiB", [NodeKind.Number, NodeKind.Text], static text =>
        Quantity.TryParseSize(text, out var size) && size is >= 1 << 10 and <= 1 << 20 ? text : null);

    private static readonly Scalar Time = new($"{Quantity.Times}, up to 45 days", [NodeKind.Text], static text =>
        Quantity.TryParseTime(text, out var time) && time > TimeSpan.Zero && time.TotalDays <= 45 ? text : null);

    private static readonly Scalar Rights = new(
        "rights, such as read-only, or several with a comma between them", [NodeKind.Text],
        static text => string.Join(", ", text.Split(',').Select(right => ConfigurationName(right.Trim()))));

    private static readonly Scalar Address = new(
        "an address to listen at, such as http://127.0.0.1:8080, http://[::1]:0 or https://*:443", [NodeKind.Text],
        static text => IsOfForm(() => ListenAddress.Parse(text)) ? text : null);

    private static readonly Scalar Pattern = new(
        RouteSettings.PatternForm, [NodeKind.Text], static text => RouteSettings.IsPattern(text) ? text : null);

    private static readonly Scalar Kind = new(
        "auto or functions", [NodeKind.Text], static text => text is "auto" or "functions" ? text : null);

    private static readonly Scalar Method = new(
        "a method in capitals, such as GET", [NodeKind.Text],
        static text => text.Length > 0 && text.All(char.IsAsciiLetterUpper) ? text : null);

    private static readonly Scalar Network = new(
        "an address or a range of them, such as 10.0.0.1 or 10.0.0.0/8", [NodeKind.Text],
        static text => ManifestFile.TryParseNetwork(text, out _) ? text : null);

    private static readonly Scalar Cron = new(
        "times as of cron, such as */15 * * * *, 0 3 * * mon-fri or @daily", [NodeKind.Text],
        static text => IsOfForm(() => CronExpression.Parse(text)) ? text : null);

    private static readonly Scalar Zone = new(
        "a time zone of this system, such as UTC or Europe/Vienna", [NodeKind.Text],
        static text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? text : null);

    private static readonly Scalar Overlap = new(
        "skip, queue or allow", [NodeKind.Text], static text => text is "skip" or "queue" or "allow" ? text : null);

    private static readonly Section Guest = new(
        ("source", new Setting.File()),
        ("memory", Size), ("table-elements", Count), ("fuel", Count), ("counts-fuel", Flag),
        ("running-time", Time), ("call-time", Time), ("response", Size),
        ("arguments", new List(Text)), ("environment", new Named(AnyText)), ("configuration", new Named(AnyText)),
        ("secrets", new Named(new Elsewhere(MayBeText: false))),
        ("directories", new List(new Section(("path", new Setting.File()), ("as", Text), ("rights", Rights)))),
        ("http", new List(Text)), ("connect", new List(Text)),
        ("pool", new Section(
            ("maximum", Number), ("queue-length", Number), ("queue-time", Time), ("reuse", Number), ("idle-time", Time))));

    /// <summary>All settings.</summary>
    internal static Section All { get; } = new(
        ("variables", new Named(new Elsewhere(MayBeText: true))),
        ("listen", new Section(
            ("addresses", new List(Address)), ("certificate", new Setting.File()), ("key", new Setting.File()),
            ("body", Size), ("headers", HeaderSize), ("header-time", Time), ("idle-time", Time), ("connections", AtLeastOne),
            ("stop-time", Time), ("proxies", new List(Network)))),
        ("guests", new Named(Guest)),
        ("routes", new List(new Section(
            ("path", Pattern), ("guest", Text), ("kind", Kind), ("methods", new List(Method)), ("host", Text)))),
        ("schedules", new List(new Section(
            ("cron", Cron), ("guest", Text), ("call", Text), ("time-zone", Zone), ("overlap", Overlap)))));

    /// <summary>The name that a configuration has for a setting: <c>RunningTime</c> for <c>running-time</c>.</summary>
    internal static string ConfigurationName(string name) => string.Concat(name.Split('-').Select(part =>
        part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));

    private static bool IsOfForm(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
