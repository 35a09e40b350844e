using Microsoft.Extensions.Logging;

namespace Lanner.Hosting;

/// <content>What the log is told.</content>
public sealed partial class GuestPool
{
    /// <summary>Tells the log of a call that has failed. That somebody gives up, or has to wait too long, is not the guest's
    /// mistake.</summary>
    internal void NoteFailure(GuestOutcome outcome, Exception exception)
    {
        switch (outcome)
        {
            case GuestOutcome.Failed:
                LogFailed(_logger, exception, Name);
                break;
            case GuestOutcome.Cancelled or GuestOutcome.Busy:
                LogNotServed(_logger, Name, outcome);
                break;
            default:
                LogEnded(_logger, exception, Name, outcome);
                break;
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Guest {Guest}: loaded {Source}, SHA-256 {Sha256}")]
    private static partial void LogLoaded(ILogger logger, string guest, GuestSource source, string sha256);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "Guest {Guest}: {Source} cannot be loaded")]
    private static partial void LogLoadFailed(ILogger logger, Exception exception, string guest, GuestSource source);

    [LoggerMessage(EventId = 12, Level = LogLevel.Information, Message = "Guest {Guest}: version {Version} takes calls from now on, SHA-256 {Sha256}")]
    private static partial void LogReplaced(ILogger logger, string guest, int version, string sha256);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "Guest {Guest}: a call has ended with {Outcome}")]
    private static partial void LogEnded(ILogger logger, Exception exception, string guest, GuestOutcome outcome);

    [LoggerMessage(EventId = 14, Level = LogLevel.Error, Message = "Guest {Guest}: a call has failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string guest);

    [LoggerMessage(EventId = 15, Level = LogLevel.Debug, Message = "Guest {Guest}: a call has ended with {Outcome}")]
    private static partial void LogNotServed(ILogger logger, string guest, GuestOutcome outcome);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning, Message = "Guest {Guest}: {Count} calls are interrupted, since the time to stop is over")]
    private static partial void LogInterrupted(ILogger logger, string guest, int count);

    [LoggerMessage(EventId = 17, Level = LogLevel.Error, Message = "Guest {Guest}: an instance cannot be disposed of")]
    private static partial void LogEndFailed(ILogger logger, Exception exception, string guest);
}
