using System.Diagnostics.CodeAnalysis;

namespace Lanner.Text;

/// <summary>The identifiers of one index space of a module or a function (specification 6.1.3).</summary>
/// <param name="category">The word for the entries in messages: "func", "local", …</param>
internal sealed class IndexSpace(string category)
{
    private readonly Dictionary<string, uint> _indices = new(StringComparer.Ordinal);
    private readonly List<(uint Index, string Name)> _names = [];

    internal uint Count { get; private set; }

    /// <summary>The names for the name section, by rising index: identifiers, and names given by annotation in their place.</summary>
    internal IReadOnlyList<(uint Index, string Name)> Names => _names;

    /// <summary>Adds an entry and reads the identifier that may stand here, and the annotation that may follow it.</summary>
    internal uint Declare(TokenReader reader, AnnotationReader annotations)
    {
        var token = reader.Current;
        var identifier = reader.AcceptIdentifier();
        if (identifier is not null && !_indices.TryAdd(identifier, Count))
        {
            throw reader.Malformed($"duplicate {category} ${identifier}", token);
        }

        if ((annotations.AcceptName(reader, category) ?? identifier) is { } name)
        {
            _names.Add((Count, name));
        }

        return Count++;
    }

    /// <summary>Adds an entry with an identifier that was read before, or without.</summary>
    internal void Declare(string? identifier)
    {
        if (identifier is not null)
        {
            _indices.TryAdd(identifier, Count);
        }

        Count++;
    }

    /// <summary>Adds entries without identifiers.</summary>
    internal void DeclareUnnamed(uint count = 1) => Count += count;

    /// <summary>Reads an index: a number or an identifier.</summary>
    internal uint Read(TokenReader reader)
    {
        var token = reader.Current;
        if (reader.AcceptIdentifier() is not { } identifier)
        {
            return reader.ReadNatural32();
        }

        return TryFind(identifier, out var index) ? index : throw reader.Malformed($"unknown {category} ${identifier}", token);
    }

    internal bool TryFind([NotNull] string identifier, out uint index) => _indices.TryGetValue(identifier, out index);
}
