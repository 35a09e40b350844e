using Lanner.Wasi;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Output;

/// <summary>The log of a guest: what its instances write, as one escaped record for each line, no more of them in a second than may be.
/// Thread-safe.</summary>
internal sealed partial class GuestLog
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly int _linesPerSecond;
    private readonly ITimer _timer;
    private int _written;
    private long _dropped;
    private bool _isCounting;

    internal GuestLog(ILogger logger, int linesPerSecond, int lineLength, TimeProvider time)
    {
        _logger = logger;
        _linesPerSecond = linesPerSecond;
        LineLength = lineLength;
        _timer = time.CreateTimer(
            static log => ((GuestLog)log!).EndWindow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The number of characters of a line that are kept.</summary>
    internal int LineLength { get; }

    /// <summary>Writes a line.</summary>
    /// <param name="level">The level.</param>
    /// <param name="line">The line, as far as it was kept.</param>
    /// <param name="left">The number of bytes of it that were not.</param>
    internal void Write(LogLevel level, string line, long left = 0)
    {
        if (!_logger.IsEnabled(level) || !MayWrite())
        {
            return;
        }

        var text = LogText.Escape(line, LineLength);
        LogLine(_logger, level, left == 0 ? text : $"{text}… ({left} more bytes)");
    }

    /// <summary>Writes a record of <c>wasi:logging</c>.</summary>
    internal void Write(WasiLogRecord record) => Write(
        record.Level switch
        {
            WasiLogLevel.Trace => LogLevel.Trace,
            WasiLogLevel.Debug => LogLevel.Debug,
            WasiLogLevel.Info => LogLevel.Information,
            WasiLogLevel.Warn => LogLevel.Warning,
            WasiLogLevel.Error => LogLevel.Error,
            _ => LogLevel.Critical,
        },
        record.Context.Length == 0 ? record.Message : $"{record.Context}: {record.Message}",
        record.Left);

    private bool MayWrite()
    {
        lock (_gate)
        {
            if (!_isCounting)
            {
                _isCounting = true;
                _timer.Change(Window, Timeout.InfiniteTimeSpan);
            }

            if (_written < _linesPerSecond)
            {
                _written++;
                return true;
            }

            _dropped++;
            return false;
        }
    }

    private void EndWindow()
    {
        long dropped;
        lock (_gate)
        {
            (dropped, _dropped) = (_dropped, 0);
            _written = 0;
            _isCounting = false;
        }

        if (dropped > 0)
        {
            LogDropped(_logger, dropped, _linesPerSecond);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Line}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Dropped} more lines of the guest were dropped: {LinesPerSecond} a second are kept")]
    private static partial void LogDropped(ILogger logger, long dropped, int linesPerSecond);
}
