using System.Text.RegularExpressions;

namespace Lanner.Wit.Tests;

/// <summary>Packages to test with, and where they lie.</summary>
internal static partial class Samples
{
    /// <summary>Why a test of published packages is skipped.</summary>
    internal const string Missing = "The WIT of WASI is not there. Let LANNER_WIT name the folder with it.";

    /// <summary>The folder of published packages, or null when it is not there.</summary>
    internal static string? SharedFolder { get; } = FindShared();

    /// <summary>The package of our own, with dependencies, that lies beside the tests.</summary>
    internal static string OwnFolder { get; } = Path.Combine(AppContext.BaseDirectory, "wit");

    /// <summary>Parses a package that needs no other.</summary>
    internal static WitPackages Parse(string text, WitOptions? options = null) => WitPackages.Parse(text, "a.wit", options);

    /// <summary>Parses an interface's members.</summary>
    internal static WitInterface ParseInterface(string members) =>
        Parse($"package a:b;\ninterface i {{\n{members}\n}}").Root.Interfaces[0];

    /// <summary>Parses a type.</summary>
    internal static WitType ParseType(string type, string others = "") =>
        Parse($"package a:b; interface i {{ {others} use-of-type: func(x: {type}); }}").Root.Interfaces[0].Functions[0].Parameters[0].Type;

    /// <summary>The message of the error that reading leads to.</summary>
    internal static string ErrorOf(string text, WitOptions? options = null) =>
        Assert.Throws<WitException>(() => Parse(text, options)).Message;

    /// <summary>The packages of published WIT: for each folder, those that it refers to.</summary>
    internal static IEnumerable<(string Name, List<WitSource> Files, List<List<WitSource>> Dependencies)> SharedPackages()
    {
        var folders = Directory.EnumerateFiles(SharedFolder!, "*.wit", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/deps/", StringComparison.Ordinal))
            .Select(file => Path.GetDirectoryName(file)!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToDictionary(folder => folder, ReadFolder);
        foreach (var (folder, files) in folders)
        {
            var generation = Path.GetRelativePath(SharedFolder!, folder).Split('/')[0];
            var dependencies = folders
                .Where(other => other.Key != folder && PackageOf(other.Value) != PackageOf(files))
                .OrderBy(other => !Path.GetRelativePath(SharedFolder!, other.Key).StartsWith(generation, StringComparison.Ordinal))
                .DistinctBy(other => PackageOf(other.Value))
                .Select(other => other.Value)
                .ToList();
            yield return (Path.GetRelativePath(SharedFolder!, folder), files, dependencies);
        }
    }

    private static string PackageOf(List<WitSource> files) => files
        .Select(file => PackageLine().Match(file.Text))
        .First(match => match.Success)
        .Groups[1]
        .Value;

    private static List<WitSource> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.wit")
            .Order(StringComparer.Ordinal)
            .Select(file => new WitSource(file, File.ReadAllText(file)))];

    private static string? FindShared()
    {
        var named = Environment.GetEnvironmentVariable("LANNER_WIT");
        var folder = string.IsNullOrEmpty(named) ? Repository.PathOf(Path.Combine("..", "shared", "wit")) : named;
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    [GeneratedRegex(@"^package ([^;]+);", RegexOptions.Multiline)]
    private static partial Regex PackageLine();
}
