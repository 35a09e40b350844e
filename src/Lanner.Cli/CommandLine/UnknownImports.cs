namespace Lanner.Cli.CommandLine;

/// <summary>The fates of imports that nobody offers.</summary>
internal enum UnknownImports
{
    /// <summary>The module is not run.</summary>
    Deny,

    /// <summary>Functions end the guest when they are called. Other imports are not made up.</summary>
    Trap,

    /// <summary>Functions return zero or null; memories, tables and globals are new and empty.</summary>
    Default,
}
