namespace Lanner.Cli.Messages;

/// <summary>Tells what went wrong, in one line where it is the module's fault.</summary>
internal static class Failures
{
    internal const int LongestBacktrace = 40;

    /// <summary>The number of the errors in builds.</summary>
    private const string ErrorNumber = "LANNER001";

    /// <summary>Runs a command and turns what modules and files do wrong into messages of a form, and exit codes.</summary>
    internal static int Report(string subject, ErrorFormat format, Func<int> command)
    {
        if (format == ErrorFormat.Text)
        {
            return Report(subject, command);
        }

        try
        {
            return command();
        }
        catch (FileException error)
        {
            var place = error.Line == 0 ? " " : error.Column == 0 ? $"({error.Line})" : $"({error.Line},{error.Column})";
            return WriteBuildError(error.Path + place, error);
        }
        catch (Exception exception) when (IsMistake(exception) || exception is OutOfMemoryException)
        {
            return WriteBuildError(subject + " ", exception);
        }
    }

    private static int WriteBuildError(string place, Exception exception)
    {
        Console.Error.WriteLine($"{Printable.Line(place)}: error {ErrorNumber}: {Printable.Line(exception.Message)}");
        return ExitCodes.BadModule;
    }

    /// <summary>Tests whether an exception is about what the user gave.</summary>
    private static bool IsMistake(Exception exception) =>
        exception is LannerException or IOException or UnauthorizedAccessException or NotSupportedException or FormatException;

    /// <summary>Runs a command and turns what modules and files do wrong into messages and exit codes.</summary>
    internal static int Report(string subject, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (TrapException trap)
        {
            Console.Error.WriteLine($"lanner: trap: {Printable.Line(trap.Message)}");
            WriteBacktrace(trap.Backtrace);
            return ExitCodes.Trap;
        }
        catch (UnknownImportException unknown)
        {
            Console.Error.WriteLine($"lanner: trap: {Printable.Line(unknown.Message)}");
            WriteBacktrace(unknown.Backtrace);
            return ExitCodes.Trap;
        }
        catch (WasmException exception)
        {
            Console.Error.WriteLine($"lanner: uncaught exception: {Printable.Line(exception.Message)}");
            WriteBacktrace(exception.Backtrace);
            return ExitCodes.Trap;
        }
        catch (FileException error)
        {
            Console.Error.WriteLine($"lanner: {Printable.Line(error.Place)}: {Printable.Line(error.Message)}");
            if (error.Column > 0)
            {
                SourceExcerpt.WriteToTerminal(error.Path, error.Line, error.Column);
            }

            return ExitCodes.BadModule;
        }
        catch (Exception exception) when (IsMistake(exception))
        {
            Console.Error.WriteLine($"lanner: {Printable.Line(subject)}: {Printable.Line(exception.Message)}");
            return ExitCodes.BadModule;
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine($"lanner: {Printable.Line(subject)}: not enough memory");
            return ExitCodes.BadModule;
        }
        catch (Exception exception)
        {
            // Nothing that a guest does comes here: this is for whoever mends Lanner.
            Console.Error.WriteLine($"lanner: internal error, please report it: {exception}");
            return ExitCodes.InternalError;
        }
    }

    private static void WriteBacktrace(IReadOnlyList<WasmFrame> frames)
    {
        foreach (var frame in frames.Take(LongestBacktrace))
        {
            Console.Error.WriteLine($"    at {Printable.Line(frame.ToString())}");
        }

        if (frames.Count > LongestBacktrace)
        {
            Console.Error.WriteLine($"    … and {frames.Count - LongestBacktrace} more");
        }
    }
}
