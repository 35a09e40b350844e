using System.Runtime.InteropServices;
using Lanner.Cli.Messages;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>A server from its start to its end.</summary>
internal static class Server
{
    /// <summary>Serves until a signal says that it is to end: SIGTERM, or SIGINT as by Ctrl+C. Requests under way then come to their end;
    /// a second signal ends the process at once.</summary>
    /// <param name="read">Reads the settings.</param>
    /// <param name="isWatching">True to serve new versions of the files.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="announce">Tells what is served and where.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        Func<ServeSettings> read, bool isWatching, ILoggerFactory loggers, Action<ServeSettings, Listener, Generation> announce)
    {
        using var stop = new CancellationTokenSource();
        using var interruption = EndAt(PosixSignal.SIGINT, ExitCodes.Interrupted, stop);
        using var termination = EndAt(PosixSignal.SIGTERM, ExitCodes.Terminated, stop);
        var settings = read();
        var watch = new FileWatch(settings.Files);
        var certificates = ServerCertificate.Read(settings.Listen);
        Generation generation;
        try
        {
            generation = await Generation.StartAsync(settings, loggers, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }

        var listener = new Listener(settings.Listen, certificates, generation, loggers);
        await using (listener.ConfigureAwait(false))
        {
            await listener.StartAsync(stop.Token).ConfigureAwait(false);
            generation.BeginSchedules(TimeProvider.System.GetUtcNow());
            announce(settings, listener, generation);
            var replacement = new Replacement(listener, read, loggers);
            await (isWatching ? replacement.FollowAsync(watch, stop.Token) : Task.Delay(Timeout.InfiniteTimeSpan, stop.Token))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            listener.Generation.EndSchedules();
            using var end = new CancellationTokenSource(settings.Listen.StopTime);
            await listener.StopAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await listener.Generation.StopAsync(end.Token).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    private static PosixSignalRegistration EndAt(PosixSignal signal, int exitCode, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            if (stop.IsCancellationRequested)
            {
                Environment.Exit(exitCode);
            }

            context.Cancel = true;
            stop.Cancel();
        });
}
