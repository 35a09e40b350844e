namespace Lanner.Tests;

/// <summary>Finds what is committed beside the tests.</summary>
public static class Repository
{
    /// <summary>The folder that holds Lanner.slnx.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="file">Its path inside the repository.</param>
    public static string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>The compiled modules in some folders, as paths inside the repository.</summary>
    /// <param name="folders">The folders, as paths inside the repository.</param>
    public static IEnumerable<string> Binaries(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(PathOf(folder), "*.wasm"))
        .Select(file => Path.GetRelativePath(Root, file))
        .Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"Lanner.slnx is in no folder above {AppContext.BaseDirectory}.");
    }
}
