using System.Text.Json;
using Lanner.Cli.Messages;
using Lanner.Server.Schedules;
using Lanner.Server.Serving;
using Microsoft.AspNetCore.Routing;
using Spectre.Console;
using Cell = Spectre.Console.Text;
using Columns = Spectre.Console.Table;

namespace Lanner.Server.Commands;

/// <summary>Tells what is served, and where: a table for people, a record of JSON for machines.</summary>
internal static class RouteTable
{
    /// <summary>A row.</summary>
    private sealed record Row(string Methods, string Path, string Host, string Guest);

    internal static void Write(
        ICollection<string> addresses, IEnumerable<RouteEndpoint> endpoints, IReadOnlyList<ScheduleSettings> schedules, bool isJson)
    {
        Row[] routes = [.. endpoints.Select(RowOf)];
        if (isJson)
        {
            var times = schedules.Select(schedule => new
            {
                cron = schedule.Times.Text, timeZone = schedule.Zone.Id, guest = schedule.Guest, call = schedule.Call,
            });
            Console.WriteLine(JsonSerializer.Serialize(new { addresses, routes, schedules = times }, JsonSerializerOptions.Web));
            return;
        }

        var table = new Columns { Border = TableBorder.None }.AddColumns("method", "path", "host", "guest");
        foreach (var row in routes)
        {
            table.AddRow(new Cell(row.Methods), new Cell(row.Path), new Cell(row.Host), new Cell(row.Guest));
        }

        foreach (var schedule in schedules)
        {
            table.AddRow(
                new Cell("cron"), new Cell(schedule.Times.Text), new Cell(schedule.Zone.Id),
                new Cell(Printable.Name($"{schedule.Guest} {schedule.Call}")));
        }

        // What is not a terminal is as wide as it takes.
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 10_000;
        }

        console.Write(table);
        foreach (var address in addresses)
        {
            Console.WriteLine($"listening at {address}");
        }
    }

    private static Row RowOf(RouteEndpoint endpoint) => new(
        string.Join(' ', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]),
        Printable.Name(endpoint.RoutePattern.RawText?.Replace("{documentName}", "v1", StringComparison.Ordinal) ?? ""),
        string.Join(' ', endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? ["*"]),
        Printable.Name(endpoint.Metadata.GetMetadata<ServedGuest>()?.Name ?? ""));
}
