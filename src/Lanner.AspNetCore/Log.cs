using Lanner.Hosting;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore;

/// <summary>The messages of endpoints.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A request of the guest {Guest} has failed: {Outcome}")]
    internal static partial void Failed(ILogger logger, Exception exception, string guest, GuestOutcome outcome);

    [LoggerMessage(2, LogLevel.Error, "A response of the guest {Guest} was broken off: {Outcome}")]
    internal static partial void BrokenOff(ILogger logger, Exception exception, string guest, GuestOutcome outcome);

    [LoggerMessage(3, LogLevel.Debug, "The client of the guest {Guest} has gone away")]
    internal static partial void Abandoned(ILogger logger, string guest);

    [LoggerMessage(4, LogLevel.Warning, "The program {Guest} has ended with {ExitCode}")]
    internal static partial void Exited(ILogger logger, string guest, int exitCode);
}
