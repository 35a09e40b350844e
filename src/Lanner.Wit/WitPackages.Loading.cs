using Lanner.Wit.Resolving;

namespace Lanner.Wit;

/// <content>Reading from the file system.</content>
public sealed partial class WitPackages
{
    /// <summary>Reads a package from the file system.</summary>
    /// <param name="path">A file of WIT; a folder with files of WIT, and dependencies in its folder <c>deps</c>; or a binary file.</param>
    /// <param name="options">The options, or null for those that are usual.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="WitException">The package is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static WitPackages Load(string path, WitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return PackageFiles.Load(path, options ?? WitOptions.Default);
    }
}
