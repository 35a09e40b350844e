namespace Lanner.Wit.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("lanner-wit").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string PathOf(string name) => System.IO.Path.Combine(Path, name);
}
