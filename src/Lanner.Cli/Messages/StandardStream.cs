namespace Lanner.Cli.Messages;

/// <summary>Standard input or output in place of a file.</summary>
internal static class StandardStream
{
    /// <summary>What command lines and messages call it.</summary>
    internal const string Name = "-";
}
