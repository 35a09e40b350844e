using System.Text;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Finds the files of packages.</summary>
internal static class PackageFiles
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static WitPackages Load(string path, WitOptions options)
    {
        if (File.Exists(path))
        {
            return IsBinary(path)
                ? Decode(path)
                : PackageTexts.Resolve([Read(path)], [], options);
        }

        if (!Directory.Exists(path))
        {
            throw new WitException($"there is no file or folder `{path}`");
        }

        var files = FilesIn(path);
        return files.Count > 0
            ? PackageTexts.Resolve(files, DependenciesIn(Path.Combine(path, "deps")), options)
            : throw new WitException($"the folder `{path}` has no `.wit` files");
    }

    /// <summary>Reads a file.</summary>
    private static SourceFile Read(string path)
    {
        if (new FileInfo(path).Length > Limits.Characters)
        {
            throw new WitException("the file is too large", path, 1, 1);
        }

        try
        {
            return new SourceFile(path, Encoding.GetString(File.ReadAllBytes(path)));
        }
        catch (DecoderFallbackException)
        {
            throw new WitException("the file is not UTF-8", path, 1, 1);
        }
    }

    private static List<SourceFile> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.wit").Order(StringComparer.Ordinal).Select(Read)];

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
                : entry.EndsWith(".wit", StringComparison.Ordinal) ? [Read(entry)]
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
