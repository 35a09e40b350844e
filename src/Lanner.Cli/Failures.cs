namespace Lanner.Cli;

/// <summary>Says what went wrong, in one line where it is the module's fault.</summary>
internal static class Failures
{
    /// <summary>Runs a command and turns what modules and files do wrong into messages and exit codes.</summary>
    internal static int Report(string subject, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (TrapException trap)
        {
            Console.Error.WriteLine($"lanner: trap: {trap.Message}");
            const int shown = 40;
            foreach (var frame in trap.Backtrace.Take(shown))
            {
                Console.Error.WriteLine($"    at {frame}");
            }

            if (trap.Backtrace.Count > shown)
            {
                Console.Error.WriteLine($"    … and {trap.Backtrace.Count - shown} more");
            }

            return ExitCodes.Trap;
        }
        catch (WasmException exception)
        {
            Console.Error.WriteLine($"lanner: uncaught exception: {exception.Message}");
            return ExitCodes.Trap;
        }
        catch (Exception exception) when (exception is LannerException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Console.Error.WriteLine($"lanner: {subject}: {exception.Message}");
            return ExitCodes.BadModule;
        }
    }
}
