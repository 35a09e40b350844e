using System.Diagnostics.CodeAnalysis;
using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Text;

namespace Lanner.Components.Text;

/// <summary>The identifiers of one index space.</summary>
internal sealed class TextSpace
{
    private readonly Dictionary<string, uint> _indices = new(StringComparer.Ordinal);
    private readonly List<(uint Index, string Name)> _names = [];

    internal uint Count { get; private set; }

    /// <summary>The names for the name section, by rising index: identifiers, and names given by annotation in their place.</summary>
    internal IReadOnlyList<(uint Index, string Name)> Names => _names;

    /// <summary>Adds an entry.</summary>
    /// <returns>False if another has its identifier.</returns>
    internal bool TryAdd(string? identifier, string? name)
    {
        var index = Count++;
        if ((name ?? identifier) is { } known)
        {
            _names.Add((index, known));
        }

        return identifier is null || _indices.TryAdd(identifier, index);
    }

    internal bool TryFind([NotNull] string identifier, out uint index) => _indices.TryGetValue(identifier, out index);
}

/// <summary>A component, or the type of a component, instance or module, as its text is read: the index spaces so far, and what was
/// written.</summary>
internal sealed class TextScope
{
    private readonly Dictionary<Sort, TextSpace> _spaces = [];
    private readonly Dictionary<uint, byte[]> _types = [];
    private readonly Dictionary<(Sort Sort, uint Count, uint Index), uint> _outerAliases = [];
    private readonly ByteWriter _declarations = new();
    private readonly ComponentEncoder _encoder;
    private readonly TextNotes? _notes;

    internal TextScope(ScopeKind? kind, TextScope? parent, string? identifier, TypeParser coreTypes, TextNotes? notes)
    {
        _notes = notes;
        _encoder = new ComponentEncoder { Copied = notes is null ? null : notes.Copy };
        Kind = kind;
        Parent = parent;
        Identifier = identifier;
        CoreTypes = coreTypes;
    }

    /// <summary>The kind; null for the type of a module.</summary>
    internal ScopeKind? Kind { get; }

    internal TextScope? Parent { get; }

    internal string? Identifier { get; }

    /// <summary>Reads core types into the index space of this scope.</summary>
    internal TypeParser CoreTypes { get; }

    internal uint DeclarationCount { get; private set; }

    /// <summary>Keeps the binary form of a type for values of it.</summary>
    internal void NoteType(uint index, ByteWriter type) => _types[index] = type.ToArray();

    /// <summary>The type of an index, or null when it is not written out here, or no type of values.</summary>
    internal DeclaredType? FindType(uint index) => _types.TryGetValue(index, out var type) ? ComponentDecoder.DecodeValueType(type) : null;

    internal TextSpace SpaceOf(Sort sort)
    {
        if (!_spaces.TryGetValue(sort, out var space))
        {
            _spaces.Add(sort, space = new TextSpace());
        }

        return space;
    }

    /// <summary>Adds an item to the component, or a declaration to the type.</summary>
    internal void Add(ComponentSection section, ByteWriter item)
    {
        if (Kind == ScopeKind.Component)
        {
            _encoder.Add(section, item);
            return;
        }

        AddDeclaration(
            section switch
            {
                ComponentSection.CoreType => 0x00,
                ComponentSection.Type => 0x01,
                ComponentSection.Alias => 0x02,
                ComponentSection.Import => 0x03,
                _ => 0x04,
            },
            item.Written);

        // The note of the item counts from the number in front of it.
        _notes?.Copy(item, _declarations, _declarations.Length - item.Length - 1);
    }

    internal void AddDeclaration(byte form, ReadOnlySpan<byte> content)
    {
        DeclarationCount++;
        _declarations.Write(form);
        _declarations.Write(content);
    }

    /// <summary>The alias that stands for an entry of a scope around this one already.</summary>
    internal bool TryFindAlias(Sort sort, uint count, uint index, out uint alias) =>
        _outerAliases.TryGetValue((sort, count, index), out alias);

    internal void NoteAlias(Sort sort, uint count, uint index, uint alias) => _outerAliases[(sort, count, index)] = alias;

    /// <summary>The declarations of a type, with their number in front.</summary>
    internal void WriteDeclarations(ByteWriter writer)
    {
        writer.WriteUnsigned(DeclarationCount);
        _notes?.Copy(_declarations, writer, writer.Length);
        writer.Write(_declarations.Written);
    }

    internal ByteWriter EncodeComponent()
    {
        AddNames();
        return _encoder.EncodeComponent();
    }

    /// <summary>Adds the identifiers as a section (Binary.md, "Name Section").</summary>
    private void AddNames()
    {
        var section = new ByteWriter();
        ComponentEncoder.WriteString(section, NameSectionName);
        var start = section.Length;
        if (Identifier is not null)
        {
            var name = new ByteWriter();
            ComponentEncoder.WriteString(name, Identifier);
            section.Write(0x00);
            section.WriteSized(name.Written);
        }

        foreach (var (sort, space) in _spaces.OrderBy(entry => entry.Key))
        {
            if (space.Names.Count == 0)
            {
                continue;
            }

            var names = new ByteWriter();
            ComponentEncoder.WriteSort(names, sort);
            names.WriteUnsigned((ulong)space.Names.Count);
            foreach (var (index, name) in space.Names)
            {
                names.WriteUnsigned(index);
                ComponentEncoder.WriteString(names, name);
            }

            section.Write(0x01);
            section.WriteSized(names.Written);
        }

        if (section.Length > start)
        {
            _encoder.Add(ComponentSection.Custom, section);
        }
    }

    /// <summary>The name of the custom section that has names.</summary>
    internal const string NameSectionName = "component-name";
}
