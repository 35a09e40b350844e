namespace Lanner.Cli.Messages;

/// <summary>The form of messages about what is wrong with a file.</summary>
internal enum ErrorFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For a build of .NET, which shows them among those of the compiler and leads to the place.</summary>
    MSBuild,
}
