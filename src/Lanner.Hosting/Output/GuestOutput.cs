using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Output;

/// <summary>The standard output and error of an instance.</summary>
internal sealed class GuestOutput(GuestLog log)
{
    internal LogStream Output { get; } = new(log, LogLevel.Information);

    internal LogStream Error { get; } = new(log, LogLevel.Warning);

    /// <summary>Writes the lines that have no end, since nothing more comes.</summary>
    internal void Finish()
    {
        Output.Finish();
        Error.Finish();
    }
}
