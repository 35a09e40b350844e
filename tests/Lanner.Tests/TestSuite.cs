namespace Lanner.Tests;

/// <summary>Finds the official test suite, which is not part of the repository: it stands beside the checkout, where LANNER_TESTSUITE points, or where
/// tests/fetch-testsuite.sh puts it.</summary>
internal static class TestSuite
{
    internal const string Missing = "The test suite is not there. Fetch it with tests/fetch-testsuite.sh, or let LANNER_TESTSUITE name its folder.";

    /// <summary>The folder of the suite, or null when it is not there.</summary>
    internal static string? Folder { get; } = Find();

    /// <summary>The scripts that Lanner is tested with, as paths inside the folder.</summary>
    internal static IEnumerable<string> Scripts
    {
        get
        {
            string[] folders = ["", "legacy", "custom", "proposals/threads", "proposals/wide-arithmetic", "proposals/custom-page-sizes", "compact-import-section"];
            return Folder is null
                ? []
                : folders
                    .Select(folder => Path.Combine(Folder, folder))
                    .Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*.wast").Order(StringComparer.Ordinal))
                    .Select(file => Path.GetRelativePath(Folder, file));
        }
    }

    internal static string PathOf(string script) => Path.Combine(Folder!, script);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("LANNER_TESTSUITE");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"LANNER_TESTSUITE names {named}, which is not there.");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx")))
            {
                string[] places = [Path.Combine(folder.FullName, "..", "shared", "testsuite"), Path.Combine(folder.FullName, "artifacts", "testsuite")];
                return Array.Find(places, Directory.Exists) is { } place ? Path.GetFullPath(place) : null;
            }
        }

        return null;
    }
}
