namespace Lanner.Bench;

/// <summary>The checkout that the program was built from, where its programs and documents are.</summary>
internal static class Repository
{
    /// <summary>The directory of the checkout.</summary>
    /// <exception cref="DirectoryNotFoundException">The program does not lie in one.</exception>
    internal static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Lanner.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"There is no Lanner.slnx above {AppContext.BaseDirectory}.");
    }
}
