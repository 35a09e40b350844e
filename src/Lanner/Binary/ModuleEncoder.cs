using System.Text;

namespace Lanner.Binary;

/// <summary>The sections in the order in which they stand in a module (specification 5.5.2), with the ends of the module as anchors for
/// custom sections.</summary>
internal enum SectionOrder
{
    First,
    Type,
    Import,
    Function,
    Table,
    Memory,
    Tag,
    Global,
    Export,
    Start,
    Element,
    DataCount,
    Code,
    Data,
    Last,
}

/// <summary>The names that placements of custom sections know sections by, and their numbers.</summary>
internal static class SectionOrders
{
    private static readonly (string Name, byte Id)[] Sections =
    [
        ("first", 0), ("type", 1), ("import", 2), ("func", 3), ("table", 4), ("memory", 5), ("tag", 13),
        ("global", 6), ("export", 7), ("start", 8), ("elem", 9), ("datacount", 12), ("code", 10), ("data", 11), ("last", 0),
    ];

    internal static SectionOrder? Find(ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < Sections.Length; index++)
        {
            if (name.SequenceEqual(Encoding.ASCII.GetBytes(Sections[index].Name)))
            {
                return (SectionOrder)index;
            }
        }

        return null;
    }

    /// <summary>The section with this number in the binary format; <see cref="SectionOrder.First"/> for a custom section.</summary>
    internal static SectionOrder Find(byte id) => (SectionOrder)Array.FindIndex(Sections, section => section.Id == id);

    internal static string NameOf(SectionOrder section) => Sections[(int)section].Name;

    internal static byte IdOf(SectionOrder section) => Sections[(int)section].Id;
}

/// <summary>A custom section and the place where it belongs: directly before or after a section.</summary>
internal sealed record CustomSectionText(string Name, byte[] Content, bool IsBefore, SectionOrder Section);

/// <summary>Puts the sections of a module together (specification 5.5).</summary>
internal sealed class ModuleEncoder
{
    private readonly List<CustomSectionText> _customSections = [];
    private readonly ByteWriter?[] _contents = new ByteWriter?[(int)SectionOrder.Last + 1];
    private readonly uint[] _counts = new uint[(int)SectionOrder.Last + 1];

    /// <summary>Takes where the entries of sections come from; null when nobody asks.</summary>
    internal TextPositions? Map { get; set; }

    /// <summary>The entries of a section, for one more to be added.</summary>
    internal ByteWriter Add(SectionOrder section)
    {
        _counts[(int)section]++;
        var content = _contents[(int)section] ??= new ByteWriter();
        Map?.Note(section, content.Length, Map.Field);
        return content;
    }

    /// <summary>The entries of a section, for the last one to be continued.</summary>
    internal ByteWriter Continue(SectionOrder section) => _contents[(int)section]!;

    /// <summary>The number of entries in a section so far.</summary>
    internal uint CountOf(SectionOrder section) => _counts[(int)section];

    internal void SetTypes(uint count, ByteWriter content)
    {
        _counts[(int)SectionOrder.Type] = count;
        _contents[(int)SectionOrder.Type] = content;
    }

    internal void AddCustomSection(CustomSectionText section) => _customSections.Add(section);

    internal byte[] Encode()
    {
        var module = new ByteWriter(256);
        module.Write([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]);
        for (var section = SectionOrder.First; section <= SectionOrder.Last; section++)
        {
            WriteCustomSections(module, section, isBefore: true);
            if (_contents[(int)section] is { } content)
            {
                WriteSection(module, section, content);
            }

            WriteCustomSections(module, section, isBefore: false);
        }

        return module.ToArray();
    }

    private void WriteSection(ByteWriter module, SectionOrder section, ByteWriter content)
    {
        // The start section and the data count section are numbers, not sequences.
        var isSequence = section is not (SectionOrder.Start or SectionOrder.DataCount);
        var head = new ByteWriter(8);
        if (isSequence)
        {
            head.WriteUnsigned(_counts[(int)section]);
        }

        module.Write(SectionOrders.IdOf(section));
        module.WriteUnsigned((ulong)(head.Length + content.Length));
        module.Write(head.Written);
        Map?.Place(section, module.Length);
        module.Write(content.Written);
    }

    private void WriteCustomSections(ByteWriter module, SectionOrder section, bool isBefore)
    {
        foreach (var custom in _customSections)
        {
            if (custom.Section == section && custom.IsBefore == isBefore)
            {
                var name = Encoding.UTF8.GetBytes(custom.Name);
                var head = new ByteWriter(name.Length + 5);
                head.WriteSized(name);
                module.Write(0);
                module.WriteUnsigned((ulong)(head.Length + custom.Content.Length));
                module.Write(head.Written);
                module.Write(custom.Content);
            }
        }
    }
}
