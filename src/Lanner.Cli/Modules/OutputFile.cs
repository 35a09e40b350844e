using Lanner.Cli.Messages;

namespace Lanner.Cli.Modules;

/// <summary>Opens what commands write to.</summary>
internal static class OutputFile
{
    /// <param name="path">The file; null or <c>-</c> for standard output.</param>
    internal static Stream Open(string? path) => path is null or StandardStream.Name ? Console.OpenStandardOutput() : File.Create(path);
}
