namespace Lanner.Cli.Running;

/// <summary>Writes a core dump when a guest traps, if one was asked for.</summary>
internal static class CoreDumpFile
{
    internal static void Write(string path, Store store, TrapException trap, string program)
    {
        try
        {
            using var file = File.Create(path);
            CoreDump.Write(file, store, trap, program);
            Console.Error.WriteLine($"lanner: core dump written to {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The trap is what matters, and is reported next.
            Console.Error.WriteLine($"lanner: no core dump: {exception.Message}");
        }
    }
}
