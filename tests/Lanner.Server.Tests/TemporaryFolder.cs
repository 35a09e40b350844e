namespace Lanner.Server.Tests;

/// <summary>A folder for the files of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-server-");

    internal string Path => _folder.FullName;

    internal string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file in one step, as editors do.</summary>
    internal string Write(string name, string content)
    {
        var path = PathOf(name);
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
