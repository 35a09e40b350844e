using Lanner.Cli.Messages;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>Serves new versions of files.</summary>
/// <param name="listener">The connections.</param>
/// <param name="read">Reads the settings.</param>
/// <param name="loggers">The log.</param>
internal sealed partial class Replacement(Listener listener, Func<ServeSettings> read, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Lanner.Server");

    /// <summary>Serves each version that can be served, and has the former one end with its last request.</summary>
    /// <param name="watch">Notices changes.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task FollowAsync(FileWatch watch, CancellationToken cancellation)
    {
        while (true)
        {
            await watch.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                var settings = read();
                watch = new FileWatch(settings.Files);
                var generation = await Generation.StartAsync(settings, loggers, cancellation).ConfigureAwait(false);
                var since = listener.Generation.EndSchedules();
                var former = listener.Exchange(generation);
                generation.BeginSchedules(since);
                LogReplaced(_logger);

                // Requests of the former one may take their time, each within that of its call.
                _ = former.StopAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                var place = exception is FileException file ? file.Place + ": " : "";
                LogRefused(_logger, Printable.Line(place + exception.Message));
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "A new version is served")]
    private static partial void LogReplaced(ILogger logger);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The former version stays, since the new one cannot be served: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
