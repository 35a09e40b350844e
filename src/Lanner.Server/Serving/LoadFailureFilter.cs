using Lanner.Hosting;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>The log without the failures to load guests: whoever starts the server, or a new version, is told those in one line.</summary>
/// <param name="loggers">The log.</param>
internal sealed class LoadFailureFilter(ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => categoryName == typeof(GuestCatalog).FullName
        ? new Filter(loggers.CreateLogger(categoryName))
        : loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
    }

    private sealed class Filter(ILogger logger) : ILogger
    {
        /// <summary>The number of the event "cannot be loaded" of <see cref="GuestCatalog"/>.</summary>
        private const int LoadFailure = 11;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != LoadFailure)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
