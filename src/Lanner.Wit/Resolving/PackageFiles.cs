using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Finds the files of packages.</summary>
internal static class PackageFiles
{
    internal static WitPackages Load(string path, WitOptions options)
    {
        if (File.Exists(path))
        {
            return IsBinary(path)
                ? Decode(path)
                : Resolve([SourceFile.Read(path)], [], options);
        }

        if (!Directory.Exists(path))
        {
            throw new WitException($"there is no file or folder `{path}`");
        }

        var files = FilesIn(path);
        return files.Count > 0
            ? Resolve(files, DependenciesIn(Path.Combine(path, "deps")), options)
            : throw new WitException($"the folder `{path}` has no `.wit` files");
    }

    /// <summary>Parses and resolves the files of a package and those of its dependencies.</summary>
    internal static WitPackages Resolve(List<SourceFile> root, IEnumerable<List<SourceFile>> dependencies, WitOptions options)
    {
        if (root.Count == 0)
        {
            throw new WitException("a package needs a file");
        }

        var characters = 0L;
        var collector = new PackageCollector();
        collector.Add(Parse(root, ref characters), isRoot: true);
        foreach (var files in dependencies.Where(files => files.Count > 0))
        {
            collector.Add(Parse(files, ref characters), isRoot: false);
        }

        return Resolver.Resolve(collector.Packages, options);
    }

    private static List<FileNode> Parse(List<SourceFile> files, ref long characters)
    {
        var nodes = new List<FileNode>();
        foreach (var file in files)
        {
            characters += file.Text.Length;
            if (characters > Limits.Characters)
            {
                throw file.Error("the files are too large, all together", 0);
            }

            nodes.Add(Parser.Parse(file));
        }

        return nodes;
    }

    private static List<SourceFile> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.wit").Order(StringComparer.Ordinal).Select(SourceFile.Read)];

    /// <summary>The dependencies in a folder: a file of text or binary, or a folder each. What is neither is not looked at.</summary>
    private static IEnumerable<List<SourceFile>> DependenciesIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return Directory.EnumerateFileSystemEntries(folder)
            .Order(StringComparer.Ordinal)
            .Select(entry => Directory.Exists(entry)
                ? FilesIn(entry)
                : entry.EndsWith(".wit", StringComparison.Ordinal) ? [SourceFile.Read(entry)]
                : entry.EndsWith(".wasm", StringComparison.Ordinal) ? [new SourceFile(entry, TextOf(entry))] : []);
    }

    /// <summary>The text of a binary package. What it refers to is found where all packages are.</summary>
    private static string TextOf(string path) => WitPrinter.Print(Decode(path).Root);

    private static WitPackages Decode(string path) => new FileInfo(path).Length <= Limits.Characters
        ? WitBinary.Decode(File.ReadAllBytes(path))
        : throw new WitException("the file is too large", path, 1, 1);

    private static bool IsBinary(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("\0asm"u8);
    }
}
