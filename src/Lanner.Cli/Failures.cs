using System.Text;

namespace Lanner.Cli;

/// <summary>Says what went wrong, in one line where it is the module's fault.</summary>
internal static class Failures
{
    private const int LongestBacktrace = 40;

    /// <summary>Runs a command and turns what modules and files do wrong into messages and exit codes.</summary>
    internal static int Report(string subject, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (TrapException trap)
        {
            Console.Error.WriteLine($"lanner: trap: {OneLine(trap.Message)}");
            WriteBacktrace(trap.Backtrace);
            return ExitCodes.Trap;
        }
        catch (UnknownImportException unknown)
        {
            Console.Error.WriteLine($"lanner: trap: {OneLine(unknown.Message)}");
            WriteBacktrace(unknown.Backtrace);
            return ExitCodes.Trap;
        }
        catch (WasmException exception)
        {
            Console.Error.WriteLine($"lanner: uncaught exception: {OneLine(exception.Message)}");
            WriteBacktrace(exception.Backtrace);
            return ExitCodes.Trap;
        }
        catch (FileException error)
        {
            Console.Error.WriteLine($"lanner: {OneLine(error.Place)}: {OneLine(error.Message)}");
            if (error.Column > 0)
            {
                SourceExcerpt.WriteToTerminal(error.Path, error.Line, error.Column);
            }

            return ExitCodes.BadModule;
        }
        catch (Exception exception) when (exception is LannerException or IOException or UnauthorizedAccessException or NotSupportedException or FormatException)
        {
            Console.Error.WriteLine($"lanner: {OneLine(subject)}: {OneLine(exception.Message)}");
            return ExitCodes.BadModule;
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine($"lanner: {OneLine(subject)}: not enough memory");
            return ExitCodes.BadModule;
        }
        catch (Exception exception)
        {
            // Nothing that a guest does comes here: this is for whoever mends Lanner.
            Console.Error.WriteLine($"lanner: internal error, please report it: {exception}");
            return ExitCodes.InternalError;
        }
    }

    /// <summary>Messages hold names that a module chooses: those must not make lines or commands to the terminal of their own.</summary>
    internal static string OneLine(string message)
    {
        if (!message.Any(char.IsControl))
        {
            return message;
        }

        var line = new StringBuilder(message.Length);
        foreach (var character in message)
        {
            line.Append(char.IsControl(character) ? $"\\u{{{(int)character:x}}}" : character.ToString());
        }

        return line.ToString();
    }

    private static void WriteBacktrace(IReadOnlyList<WasmFrame> frames)
    {
        foreach (var frame in frames.Take(LongestBacktrace))
        {
            Console.Error.WriteLine($"    at {OneLine(frame.ToString())}");
        }

        if (frames.Count > LongestBacktrace)
        {
            Console.Error.WriteLine($"    … and {frames.Count - LongestBacktrace} more");
        }
    }
}
