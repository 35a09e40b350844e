namespace Lanner.Cli.Messages;

/// <summary>Standard input or output in place of a file.</summary>
internal static class StandardStream
{
    /// <summary>Its name on command lines and in messages.</summary>
    internal const string Name = "-";
}
