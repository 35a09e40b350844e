using System.Globalization;

namespace Lanner.Text.Printing;

/// <summary>The names that the printer gives the entries of one index space: the identifier that an entry's name makes, or a number. A name
/// that another entry has already, or that cannot be an identifier, is kept by an annotation (appendix "Custom Sections and
/// Annotations").</summary>
internal sealed class PrintedNames
{
    internal static readonly PrintedNames None = new([]);

    private readonly Dictionary<uint, (string Identifier, string? Annotation)> _entries = [];

    internal PrintedNames(Dictionary<uint, string> names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in names.OrderBy(entry => entry.Key))
        {
            if (name.Length > 0 && used.Add(name))
            {
                _entries.Add(index, (StringText.Identifier(name), null));
            }
            else
            {
                var unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{index}");
                while (!used.Add(unique))
                {
                    unique += "#";
                }

                _entries.Add(index, (StringText.Identifier(unique), name));
            }
        }
    }

    /// <summary>Returns the name by which other parts of the module refer to the entry.</summary>
    internal string Reference(uint index) =>
        _entries.TryGetValue(index, out var entry) ? entry.Identifier : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the text after the keyword of the entry's definition: its identifier, or its number as a comment; with a space in
    /// front.</summary>
    internal string Declaration(uint index)
    {
        if (!_entries.TryGetValue(index, out var entry))
        {
            return string.Create(CultureInfo.InvariantCulture, $" (;{index};)");
        }

        return entry.Annotation is null ? $" {entry.Identifier}" : $" {entry.Identifier} {StringText.NameAnnotation(entry.Annotation)}";
    }

    /// <summary>Tests whether the entry has a name, so that it has to be declared on its own.</summary>
    internal bool IsNamed(uint index) => _entries.ContainsKey(index);
}
