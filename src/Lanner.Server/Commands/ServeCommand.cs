using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Server.Manifests;
using Lanner.Server.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Lanner.Server.Commands;

/// <summary><c>lanner serve</c>: serves a guest, or what a manifest says.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var options = new ServeOptions();
        var command = new Command(ServeOptions.CommandName, "Serves a module or component over HTTP, or what a manifest says.");
        options.AddTo(command);

        // An action that is a task would be ended two seconds after a signal.
        command.SetAction(result => Failures.Report(
            result.GetRequiredValue(options.Path), () => RunAsync(result, options).GetAwaiter().GetResult()));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, ServeOptions options)
    {
        var isJson = result.GetValue(options.Json);
        using var loggers = CreateLog(isJson);
        return await Serving.Server.RunAsync(
            () => ReadSettings(result, options), result.GetValue(options.Watch), loggers,
            (settings, listener, generation) =>
                RouteTable.Write(listener.Addresses, generation.Routes, settings.Schedules, isJson)).ConfigureAwait(false);
    }

    private static ServeSettings ReadSettings(ParseResult result, ServeOptions options)
    {
        var path = result.GetRequiredValue(options.Path);
        var settings = ManifestFile.Find(path) is { } manifest
            ? ReadManifest(manifest, result, options)
            : GuestFile.Read(path, result, options);
        var listen = settings.Listen;
        return settings with
        {
            Listen = listen with
            {
                Addresses = result.GetValue(options.Listen) is { Length: > 0 } addresses
                    ? [.. addresses.Select(ListenAddress.Parse)]
                    : listen.Addresses,
                Certificate = result.GetValue(options.Certificate) ?? listen.Certificate,
                Key = result.GetValue(options.Key) ?? listen.Key,
            },
        };
    }

    private static ServeSettings ReadManifest(string manifest, ParseResult result, ServeOptions options) =>
        (options.Guest.FindGiven(result) ?? (result.GetValue(options.Route) is null ? null : options.Route)) is { } given
            ? throw new NotSupportedException($"{given.Name} is for a module or component; a manifest says it itself")
            : ManifestFile.Read(manifest, result.GetValue(options.Variables) ?? []);

    /// <summary>The log goes to standard error; standard output has the routes.</summary>
    private static ILoggerFactory CreateLog(bool isJson) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(LogLevel.Information);
        builder.AddFilter("Microsoft", LogLevel.Warning);
        builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (isJson)
        {
            builder.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.JsonWriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            builder.AddSimpleConsole(simple =>
            {
                simple.SingleLine = true;
                simple.TimestampFormat = "HH:mm:ss ";
                simple.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
            });
        }
    });
}
