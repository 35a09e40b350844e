using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary>Writes what is not for reading, which is not for a terminal.</summary>
internal static class BinaryOutput
{
    /// <summary>Writes a binary.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="target">The file, or null for standard output.</param>
    /// <returns>The exit code.</returns>
    internal static int Write(ReadOnlyMemory<byte> binary, string? target)
    {
        if (target is null && !Console.IsOutputRedirected)
        {
            Console.Error.WriteLine("lanner: standard output is a terminal, and the binary is not for reading: name a file with -o");
            return ExitCodes.Usage;
        }

        OutputFile.Write(target, stream => stream.Write(binary.Span));
        return ExitCodes.Success;
    }
}
