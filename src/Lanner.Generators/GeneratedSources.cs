namespace Lanner.Generators;

/// <summary>The sources that are generated. They are files of the repository, so that whoever reads or debugs the engine finds them, and a
/// test holds that they are what this program writes.</summary>
internal static class GeneratedSources
{
    /// <summary>The folder in which they stand, from the root of the repository.</summary>
    internal const string Folder = "src/Lanner/Calls/Generated";

    /// <summary>The files by name.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["AsyncFunctions.g.cs"] = AsyncFunctionSource.Write(),
        ["CommonThunks.g.cs"] = CommonThunkSource.Write(),
        ["GuestCalls.g.cs"] = GuestCallSource.Write(),
        ["HostThunks.g.cs"] = HostThunkSource.Write(),
    };

    /// <summary>Writes the files that differ.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <returns>The names of those that differed.</returns>
    internal static IReadOnlyList<string> Write(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, Folder)).FullName;
        var changed = Files.Where(file => ReadOrNull(Path.Combine(folder, file.Key)) != file.Value).ToArray();
        foreach (var (name, text) in changed)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return [.. changed.Select(file => file.Key)];
    }

    private static string? ReadOrNull(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
