using System.Globalization;

namespace Lanner.Wast;

/// <summary>The failures that are known, each with its reason, from a file with one a line: a script, or a script and a line as in
/// <c>linking.wast:27</c>, then a space and the reason. Lines that begin with <c>#</c> are comments. A case that is listed but does not
/// fail is a failure too, so that the list cannot grow stale.</summary>
public sealed class ExpectedFailures
{
    private readonly string _source;
    private readonly Dictionary<string, HashSet<int>> _lines = new(StringComparer.Ordinal);

    private ExpectedFailures(string source) => _source = source;

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">An entry has no reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ExpectedFailures Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var list = new ExpectedFailures(Path.GetFileName(path));
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                list.Add(line);
            }
        }

        return list;
    }

    /// <summary>The number of scripts of which failures are listed.</summary>
    public int Count => _lines.Count;

    /// <summary>Tests whether failures of a script are listed.</summary>
    /// <param name="script">The script, as the list names it.</param>
    public bool Contains(string script) => _lines.ContainsKey(script);

    /// <summary>Takes the listed failures out of a result, and puts in those of listed cases that did not fail.</summary>
    /// <param name="file">The script. The list may name it by the end of its path.</param>
    /// <param name="result">The result of the script.</param>
    public ScriptResult Judge(string file, ScriptResult result)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(result);
        if (Find(file) is not { } lines)
        {
            return result;
        }

        var isWhole = lines.Contains(0);
        var surprises = result.Failures.Where(failure => !isWhole && !lines.Contains(failure.Line)).ToList();
        var failed = result.Failures.Select(failure => failure.Line).ToHashSet();
        foreach (var line in lines.Where(line => line == 0 ? failed.Count == 0 : !failed.Contains(line)).Order())
        {
            surprises.Add(new ScriptFailure(file, line, $"passes, but is listed in {_source}: take it out"));
        }

        var expected = result.Failures.Count(failure => isWhole || lines.Contains(failure.Line));
        return result with { Failures = surprises, Expected = result.Expected + expected };
    }

    private void Add(string entry)
    {
        var space = entry.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            throw new FormatException($"{_source}: '{entry}' gives no reason.");
        }

        var name = entry[..space];
        var colon = name.LastIndexOf(':');
        var line = 0;
        if (colon > 0 && int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out line))
        {
            name = name[..colon];
        }

        if (!_lines.TryGetValue(name, out var lines))
        {
            _lines.Add(name, lines = []);
        }

        lines.Add(line);
    }

    private HashSet<int>? Find(string file)
    {
        // From the longest end of the path to its last part, so that legacy/throw.wast is not taken for throw.wast when both are listed.
        var path = Path.GetFullPath(file).Replace('\\', '/');
        for (var start = 0; start >= 0; start = path.IndexOf('/', start) is >= 0 and var slash ? slash + 1 : -1)
        {
            if (_lines.TryGetValue(path[start..], out var lines))
            {
                return IsInSubfolder(path, start) ? null : lines;
            }
        }

        return null;
    }

    /// <summary>The parts of the suite that stand in folders are listed with their folder, so a name alone means a script outside of
    /// them.</summary>
    private static bool IsInSubfolder(string path, int start) =>
        !path.AsSpan(start).Contains('/')
        && (path.AsSpan(0, start).EndsWith("/legacy/")
            || path.AsSpan(0, start).EndsWith("/custom/")
            || path.Contains("/proposals/", StringComparison.Ordinal));
}
