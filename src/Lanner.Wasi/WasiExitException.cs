namespace Lanner.Wasi;

/// <summary>The guest ended itself with <c>proc_exit</c>. Passes through the guest to whoever called it.</summary>
/// <param name="exitCode">The code; zero means success.</param>
public sealed class WasiExitException(int exitCode) : Exception($"The guest exited with code {exitCode}.")
{
    /// <summary>The code; zero means success.</summary>
    public int ExitCode { get; } = exitCode;
}
