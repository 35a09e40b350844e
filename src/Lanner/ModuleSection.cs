using Lanner.Structure;

namespace Lanner;

/// <summary>A section of a module (specification 5.5.2).</summary>
/// <param name="Id">The section's number, which says what is in it.</param>
/// <param name="Name">The name of a custom section; null for the others.</param>
/// <param name="Offset">The offset of its content in <see cref="Module.Binary"/>, in bytes: behind the number and the size.</param>
/// <param name="Size">The size of its content in bytes, the name of a custom section included.</param>
/// <param name="Count">The number of its items: types (each of a recursive group for itself), imports, functions, and so on; for the data
/// count what it says; 0 for a custom section.</param>
public sealed record ModuleSection(SectionId Id, string? Name, int Offset, int Size, int Count)
{
    /// <summary>The sections of a module, in their order.</summary>
    internal static ModuleSection[] ListOf(ModuleDefinition module)
    {
        var customSections = 0;
        return Array.ConvertAll(module.Sections, section =>
        {
            var id = (SectionId)section.Id;
            var name = id == SectionId.Custom ? module.CustomSections[customSections++].Name : null;
            return new ModuleSection(id, name, section.Content.Offset, section.Content.Length, CountOf(module, id));
        });
    }

    private static int CountOf(ModuleDefinition module, SectionId id) => id switch
    {
        SectionId.Type => module.Types.Length,
        SectionId.Import => module.Imports.Length,
        SectionId.Function or SectionId.Code => module.Functions.Length - module.ImportedFunctionCount,
        SectionId.Table => module.Tables.Length - module.ImportedTableCount,
        SectionId.Memory => module.Memories.Length - module.ImportedMemoryCount,
        SectionId.Global => module.Globals.Length - module.ImportedGlobalCount,
        SectionId.Export => module.Exports.Length,
        SectionId.Start => 1,
        SectionId.Element => module.ElementSegments.Length,
        SectionId.Data => module.DataSegments.Length,
        SectionId.DataCount => (int)module.DataCount!,
        SectionId.Tag => module.Tags.Length - module.ImportedTagCount,
        _ => 0,
    };
}
