namespace Lanner.Cli.Running;

/// <summary>The cache of compiled modules that the command uses.</summary>
internal static class CommandCache
{
    /// <summary>The variable of the environment that names another folder, or is <c>off</c>.</summary>
    internal const string Variable = "LANNER_CACHE";

    private const string Off = "off";

    /// <summary>Opens the cache; null if the environment says that there is to be none, or the user has no place for one.</summary>
    internal static CodeCache? Open() => Environment.GetEnvironmentVariable(Variable) switch
    {
        Off => null,
        { Length: > 0 } folder => new CodeCache(folder) { FillsInBackground = false },
        _ => CodeCache.UserFolder is { } folder ? new CodeCache(folder) { FillsInBackground = false } : null,
    };
}
