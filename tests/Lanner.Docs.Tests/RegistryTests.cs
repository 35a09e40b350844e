namespace Lanner.Docs.Tests;

/// <summary>The machine alone decides where packages come from: its settings may name a mirror, and no file of the repository goes around
/// them.</summary>
public sealed class RegistryTests
{
    /// <summary>In two parts, so that this file is none of those that are looked for.</summary>
    private static readonly (string, string)[] Hosts =
    [
        ("deb.", "debian.org"), ("registry.", "npmjs"), ("api.", "nuget.org"), ("py", "pi.org"), ("crates", ".io"),
        ("proxy.", "golang.org"), ("rubygems", ".org"), ("index.docker", ".io"), ("ghcr", ".io"),
    ];

    [Fact]
    public void No_file_names_the_host_of_a_registry()
    {
        var (exitCode, files, _) = Shell.Run("git", "ls-files");
        Assert.SkipWhen(exitCode != 0, "This is no checkout of git.");

        var named = files.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => !file.EndsWith(".wasm", StringComparison.Ordinal) && File.Exists(Repository.PathOf(file)))
            .SelectMany(file => File.ReadLines(Repository.PathOf(file)).Index()
                .Where(line => Hosts.Any(host => line.Item.Contains(host.Item1 + host.Item2, StringComparison.Ordinal)))
                .Select(line => $"{file}:{line.Index + 1}: {line.Item}"));

        Assert.Empty(named);
    }
}
