namespace Lanner.Tests;

/// <summary>Finds scripts to test with: Lanner's own, and the official suites, which are not part of the repository.</summary>
public static class TestSuite
{
    /// <summary>Why a test of the official suite is skipped.</summary>
    public const string Missing =
        "The test suite is not there. Fetch it with tests/fetch-testsuite.sh, or let LANNER_TESTSUITE name its folder.";

    private const string OwnPrefix = "own/";

    /// <summary>The folder of WebAssembly's suite, or null when it is not there.</summary>
    public static string? Folder { get; } = Find("LANNER_TESTSUITE", "testsuite");

    /// <summary>The folder of WASI's suite, or null when it is not there.</summary>
    public static string? WasiFolder { get; } = Find("WASI_TESTSUITE", "wasi-testsuite");

    /// <summary>The folder of Lanner's own scripts, which are always there.</summary>
    public static string OwnFolder { get; } = Repository.PathOf("tests/scripts");

    /// <summary>The scripts that Lanner is tested with: its own, and those of WebAssembly's suite where it is. <see cref="PathOf"/> makes a
    /// path of each.</summary>
    public static IEnumerable<string> Scripts
    {
        get
        {
            string[] folders = ["", "legacy", "custom", "proposals/threads", "proposals/wide-arithmetic", "proposals/custom-page-sizes",
                "compact-import-section"];
            var own = ScriptsIn(OwnFolder, SearchOption.AllDirectories)
                .Select(file => OwnPrefix + Path.GetRelativePath(OwnFolder, file).Replace('\\', '/'));
            return Folder is null
                ? own
                : own.Concat(folders
                    .Select(folder => Path.Combine(Folder, folder))
                    .Where(Directory.Exists)
                    .SelectMany(folder => ScriptsIn(folder, SearchOption.TopDirectoryOnly))
                    .Select(file => Path.GetRelativePath(Folder, file)));
        }
    }

    /// <summary>The full path of one of the <see cref="Scripts"/>.</summary>
    /// <param name="script">The script.</param>
    public static string PathOf(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script.StartsWith(OwnPrefix, StringComparison.Ordinal)
            ? Path.Combine(OwnFolder, script[OwnPrefix.Length..])
            : Path.Combine(Folder ?? throw new DirectoryNotFoundException(Missing), script);
    }

    private static IEnumerable<string> ScriptsIn(string folder, SearchOption option) =>
        Directory.EnumerateFiles(folder, "*.wast", option).Order(StringComparer.Ordinal);

    /// <summary>Finds a suite where a variable of the environment points, or else beside the checkout, or else where the scripts
    /// tests/fetch-*.sh put it.</summary>
    internal static string? Find(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{variable} names {named}, which is not there.");
        }

        string[] places = [Repository.PathOf(Path.Combine("..", "shared", name)), Repository.PathOf(Path.Combine("artifacts", name))];
        return Array.Find(places, Directory.Exists) is { } place ? Path.GetFullPath(place) : null;
    }
}
