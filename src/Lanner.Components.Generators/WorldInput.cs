using Lanner.Wit;

namespace Lanner.Components.Generators;

/// <summary>A class that is wanted, and the files that it is made of.</summary>
/// <param name="Request">The class.</param>
/// <param name="Files">The files of the package.</param>
/// <param name="Dependencies">The files of packages that it depends on.</param>
internal sealed record WorldInput(WorldRequest Request, EquatableArray<WitFile> Files, EquatableArray<WitFile> Dependencies)
{
    /// <summary>Finds the files: one file of WIT; or those of a folder, with dependencies in its folder <c>deps</c>.</summary>
    /// <param name="request">The class.</param>
    /// <param name="files">All files of WIT that the compiler knows.</param>
    /// <param name="projectFolder">The folder of the project.</param>
    internal static WorldInput Find(WorldRequest request, IReadOnlyList<WitFile> files, string projectFolder)
    {
        foreach (var path in new[] { request.Path, $"{request.Folder}/{request.Path}", $"{projectFolder}/{request.Path}" })
        {
            var whole = Collapse(path);
            var root = files.Where(file => file.Path == whole || file.Folder == whole).ToList();
            if (root.Count > 0)
            {
                return new(
                    request,
                    new(root.OrderBy(file => file.Path, StringComparer.Ordinal)),
                    new(files.Where(file => file.Path.StartsWith(whole + "/deps/", StringComparison.Ordinal))));
            }
        }

        return new(request, new([]), new([]));
    }

    /// <summary>Reads the package.</summary>
    /// <exception cref="WitException">It is wrong.</exception>
    internal WitPackages Parse() => WitPackages.Parse(
        Files.Select(file => file.Source),
        Dependencies.GroupBy(PackageOf).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Select(file => file.Source)),
        new WitOptions { Features = Request.Features.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) });

    /// <summary>The dependency that a file is of: a file or folder in <c>deps</c>.</summary>
    private static string PackageOf(WitFile file)
    {
        var start = file.Path.LastIndexOf("/deps/", StringComparison.Ordinal) + "/deps/".Length;
        var end = file.Path.IndexOf('/', start);
        return end < 0 ? file.Path : file.Path.Substring(0, end);
    }

    /// <summary>Takes <c>.</c> and <c>..</c> out of a path.</summary>
    private static string Collapse(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not ("" or ".."))
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != "." && !(part.Length == 0 && parts.Count > 0))
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }
}
