using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    internal ConcurrentQueue<(string Category, LogLevel Level, string Text)> Records { get; } = [];

    internal string[] OfGuests => [.. Records.Where(record => record.Category.StartsWith("Lanner.Guest.", StringComparison.Ordinal))
        .Select(record => record.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Records.Enqueue((category, logLevel, formatter(state, exception)));
    }
}
