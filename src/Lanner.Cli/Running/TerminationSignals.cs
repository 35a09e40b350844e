using System.Runtime.InteropServices;
using Lanner.Cli.Messages;

namespace Lanner.Cli.Running;

/// <summary>Ends the process when it is asked to by SIGINT (which Ctrl+C sends) or SIGTERM, but not before what the guest wrote has been
/// handed on.</summary>
internal sealed class TerminationSignals : IDisposable
{
    /// <summary>For how long a reader that does not read can keep the process from ending.</summary>
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="flush">Hands on what is waiting.</param>
    internal TerminationSignals(Action flush) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, flush, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, flush, ExitCodes.Terminated)),
    ];

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private static void End(PosixSignalContext signal, Action flush, int exitCode)
    {
        signal.Cancel = true;

        // The guest may hold the output, waiting for its reader.
        var flushing = new Thread(() => flush()) { IsBackground = true };
        flushing.Start();
        flushing.Join(LongestFlush);
        Environment.Exit(exitCode);
    }
}
