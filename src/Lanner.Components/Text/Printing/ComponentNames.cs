using Lanner.Binary;
using Lanner.Components.Structure;
using Lanner.Structure;
using Lanner.Text.Printing;

namespace Lanner.Components.Text.Printing;

/// <summary>The names that a component gives its parts (Binary.md, "Name Section"). A section that is malformed has no names: nothing
/// depends on them.</summary>
internal sealed class ComponentNames
{
    private readonly Dictionary<Sort, PrintedNames> _spaces = [];

    private ComponentNames(Dictionary<Sort, Dictionary<uint, string>> names)
    {
        foreach (var (sort, entries) in names)
        {
            _spaces.Add(sort, new PrintedNames(entries));
        }

        CoreTypes = names.GetValueOrDefault(Sort.CoreType) ?? [];
    }

    internal static ComponentNames None { get; } = new([]);

    /// <summary>The name of the component, or null.</summary>
    internal string? Component { get; private init; }

    internal Dictionary<uint, string> CoreTypes { get; }

    internal PrintedNames Of(Sort sort) => _spaces.GetValueOrDefault(sort, PrintedNames.None);

    internal static ComponentNames Read(ComponentDefinition component)
    {
        foreach (var definition in component.Definitions)
        {
            if (definition is CustomDefinition { Name: TextScope.NameSectionName } section)
            {
                try
                {
                    return Read(component.Bytes.Span, section.Content);
                }
                catch (MalformedModuleException)
                {
                    return None;
                }
            }
        }

        return None;
    }

    private static ComponentNames Read(ReadOnlySpan<byte> bytes, ByteRange content)
    {
        var reader = new ByteReader(bytes, content);
        var names = new Dictionary<Sort, Dictionary<uint, string>>();
        string? name = null;
        while (!reader.IsAtEnd)
        {
            var kind = reader.ReadByte();
            var items = new ByteReader(bytes, reader.ReadRange(reader.ReadUnsigned32()));
            if (kind == 0)
            {
                name = items.ReadName();
            }
            else if (kind == 1)
            {
                var sort = Binary.ComponentBytes.ReadSort(ref items, "sort of names");
                names[sort] = ReadNames(ref items);
            }
        }

        return new ComponentNames(names) { Component = name };
    }

    private static Dictionary<uint, string> ReadNames(ref ByteReader reader)
    {
        var names = new Dictionary<uint, string>();
        for (var left = reader.ReadCount(2, ModuleLimits.Types, "names"); left > 0; left--)
        {
            names[reader.ReadUnsigned32()] = reader.ReadName();
        }

        return names;
    }
}
