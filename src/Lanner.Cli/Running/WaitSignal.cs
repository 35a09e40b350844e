using System.Globalization;
using System.Runtime.InteropServices;

namespace Lanner.Cli.Running;

/// <summary>Prints on standard error what guests wait for when the process gets SIGQUIT (which Ctrl+\ sends, and Ctrl+Break on Windows),
/// and lets them go on.</summary>
internal sealed class WaitSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static signal =>
    {
        signal.Cancel = true;
        Console.Error.Write(Describe(GuestWait.GetAll(), DateTimeOffset.UtcNow));
    });

    public void Dispose() => _registration.Dispose();

    /// <summary>A line for each wait.</summary>
    /// <param name="waits">The waits.</param>
    /// <param name="now">The time at which they are looked at.</param>
    internal static string Describe(IReadOnlyList<GuestWait> waits, DateTimeOffset now) => waits.Count == 0
        ? "lanner: the guest does not wait\n"
        : string.Concat(waits.Select(wait => string.Create(
            CultureInfo.InvariantCulture,
            $"lanner: the guest waits for {wait.Function}, {double.Max(0, (now - wait.Since).TotalSeconds):F1} s until now\n")));
}
