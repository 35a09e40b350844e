using System.Text;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Writes the custom sections that a text gives rise to: names (appendix "Name Section" and the proposal "extended name section")
/// and hints for branches.</summary>
internal static class ModuleMetadata
{
    internal static void AddHints(ModuleEncoder encoder, List<(uint Function, (int Offset, byte Hint)[] Hints)> functions)
    {
        if (functions.Count == 0)
        {
            return;
        }

        var writer = new ByteWriter();
        writer.WriteUnsigned((ulong)functions.Count);
        foreach (var (function, hints) in functions)
        {
            writer.WriteUnsigned(function);
            writer.WriteUnsigned((ulong)hints.Length);
            foreach (var (offset, hint) in hints)
            {
                writer.WriteUnsigned((ulong)offset);
                writer.WriteUnsigned(1);
                writer.Write(hint);
            }
        }

        encoder.AddCustomSection(new CustomSectionText(AnnotationNames.BranchHint, writer.ToArray(), true, SectionOrder.Code));
    }

    internal static void AddNames(ModuleEncoder encoder, string? module, TypeParser types, ModuleSpaces spaces, FunctionParser functions)
    {
        var section = new ByteWriter();
        if (module is not null)
        {
            var name = new ByteWriter();
            name.WriteSized(Encoding.UTF8.GetBytes(module));
            AddSubsection(section, 0, name);
        }

        AddMap(section, 1, spaces.Functions.Names);
        AddNestedMap(section, 2, functions.LocalNames.Select(entry => (entry.Function, entry.Locals.Names)));
        AddNestedMap(section, 3, functions.LabelNames.Select(entry => (entry.Function, entry.Labels.Names)));
        AddMap(section, 4, types.Types.Names);
        AddMap(section, 5, spaces.Tables.Names);
        AddMap(section, 6, spaces.Memories.Names);
        AddMap(section, 7, spaces.Globals.Names);
        AddMap(section, 8, spaces.ElementSegments.Names);
        AddMap(section, 9, spaces.DataSegments.Names);
        AddNestedMap(section, 10, types.Fields.Where(entry => entry.Value.Names.Count > 0).Select(entry => (entry.Key, entry.Value.Names)));
        AddMap(section, 11, spaces.Tags.Names);
        if (section.Length > 0)
        {
            encoder.AddCustomSection(new CustomSectionText(NameSection.Name, section.ToArray(), false, SectionOrder.Data));
        }
    }

    private static void AddSubsection(ByteWriter section, byte id, ByteWriter content)
    {
        section.Write(id);
        section.WriteSized(content.Written);
    }

    private static void AddMap(ByteWriter section, byte id, IReadOnlyList<(uint Index, string Name)> names)
    {
        if (names.Count > 0)
        {
            var content = new ByteWriter();
            WriteMap(content, names);
            AddSubsection(section, id, content);
        }
    }

    private static void AddNestedMap(
        ByteWriter section, byte id, IEnumerable<(uint Index, IReadOnlyList<(uint Index, string Name)> Names)> maps)
    {
        var content = new ByteWriter();
        ulong count = 0;
        foreach (var (index, names) in maps)
        {
            count++;
            content.WriteUnsigned(index);
            WriteMap(content, names);
        }

        if (count > 0)
        {
            var counted = new ByteWriter(content.Length + 5);
            counted.WriteUnsigned(count);
            counted.Write(content.Written);
            AddSubsection(section, id, counted);
        }
    }

    private static void WriteMap(ByteWriter writer, IReadOnlyList<(uint Index, string Name)> names)
    {
        writer.WriteUnsigned((ulong)names.Count);
        foreach (var (index, name) in names)
        {
            writer.WriteUnsigned(index);
            writer.WriteSized(Encoding.UTF8.GetBytes(name));
        }
    }
}
