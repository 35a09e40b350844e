using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Makes packages of the texts of their files.</summary>
internal static class PackageTexts
{
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
}
