namespace Lanner.Hunt.OldBugs;

/// <summary>A change to source files that puts a bug back, as a unified difference.</summary>
internal sealed class SourcePatch
{
    private const string HardwareKey = "Hardware: ";

    private readonly List<(string Path, List<Hunk> Hunks)> _files = [];

    private SourcePatch(string name) => Name = name;

    /// <summary>The name of the bug: that of its quirk of the JIT.</summary>
    internal string Name { get; }

    /// <summary>The instructions with which the bug shows.</summary>
    internal Hardware Hardware { get; private set; }

    /// <summary>The files that it changes, as paths inside the repository.</summary>
    internal IEnumerable<string> Paths => _files.Select(file => file.Path);

    /// <summary>Reads the patches of a folder.</summary>
    internal static SourcePatch[] ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.patch").Order(StringComparer.Ordinal)
            .Select(file => Parse(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
    ];

    /// <summary>Reads a patch. Lines before the first file name are the hardware, if it is not all.</summary>
    /// <exception cref="InvalidDataException">The text is no unified difference.</exception>
    internal static SourcePatch Parse(string name, string text)
    {
        var patch = new SourcePatch(name);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith(HardwareKey, StringComparison.Ordinal))
            {
                patch.Hardware = Enum.Parse<Hardware>(line[HardwareKey.Length..]);
            }
            else if (line.StartsWith("--- a/", StringComparison.Ordinal))
            {
                patch._files.Add((line["--- a/".Length..].Trim(), []));
            }
            else if (line.StartsWith("@@", StringComparison.Ordinal) && patch._files.Count > 0)
            {
                patch._files[^1].Hunks.Add(new Hunk([], []));
            }
            else if (!line.StartsWith("+++ b/", StringComparison.Ordinal))
            {
                patch.AddLine(line);
            }
        }

        return patch;
    }

    /// <summary>Changes the files of a copy of the repository.</summary>
    /// <exception cref="InvalidDataException">A file does not have the lines that are to be changed, or has them twice.</exception>
    internal void Apply(string root)
    {
        foreach (var (path, hunks) in _files)
        {
            var file = Path.Combine(root, path);
            var text = File.ReadAllText(file);
            File.WriteAllText(file, hunks.Aggregate(text, (changed, hunk) => Replace(path, changed, hunk)));
        }
    }

    private static string Replace(string path, string text, Hunk hunk)
    {
        var (before, after) = (string.Concat(hunk.Before), string.Concat(hunk.After));
        var place = text.IndexOf(before, StringComparison.Ordinal);
        return place >= 0 && place == text.LastIndexOf(before, StringComparison.Ordinal)
            ? text[..place] + after + text[(place + before.Length)..]
            : throw new InvalidDataException(
                $"{path}: expected these lines once, found {(place < 0 ? "none" : "several")}:\n{before}");
    }

    private void AddLine(string line)
    {
        if (_files is not [.., { Hunks: [.., var hunk] }] || (line.Length > 0 && line[0] is not (' ' or '-' or '+')))
        {
            throw new InvalidDataException($"{Name}: expected a line of a unified difference, found \"{line}\".");
        }

        var content = (line.Length > 0 ? line[1..] : "") + "\n";
        if (line is not ['+', ..])
        {
            hunk.Before.Add(content);
        }

        if (line is not ['-', ..])
        {
            hunk.After.Add(content);
        }
    }

    private sealed record Hunk(List<string> Before, List<string> After);
}
