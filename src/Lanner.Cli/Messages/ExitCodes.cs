namespace Lanner.Cli.Messages;

/// <summary>The codes that the process ends with when it is not the guest that says so.</summary>
internal static class ExitCodes
{
    internal const int Success = 0;

    /// <summary>The module is malformed, invalid or does not link, or a file cannot be read.</summary>
    internal const int BadModule = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>Ended by SIGINT, as by Ctrl+C: what a shell reports.</summary>
    internal const int Interrupted = 130;

    /// <summary>Ended by SIGTERM: what a shell reports.</summary>
    internal const int Terminated = 143;

    /// <summary>Lanner itself has a mistake.</summary>
    internal const int InternalError = 70;

    /// <summary>The guest trapped: what a shell reports for SIGABRT, as other runtimes do.</summary>
    internal const int Trap = 134;
}
