using Lanner.Structure;

namespace Lanner.Debugging.Dwarf;

/// <summary>Finds the source of instructions in the DWARF sections that compilers put into modules ("DWARF for WebAssembly"). Read only
/// when a backtrace is shown.</summary>
internal static class SourceLines
{
    /// <summary>Finds the places of instructions.</summary>
    /// <param name="module">The module.</param>
    /// <param name="offsets">The offsets of the instructions in the module.</param>
    /// <returns>For each the place, or null when the module does not tell.</returns>
    internal static SourceLocation?[] Find(ModuleDefinition module, ReadOnlySpan<int> offsets)
    {
        var found = new SourceLocation?[offsets.Length];
        if (offsets.Length == 0
            || SectionOf(module, ".debug_line") is not { } lines
            || Array.Find(module.Sections, section => section.Id == (byte)SectionId.Code) is not { Content.Length: > 0 } code)
        {
            return found;
        }

        // Addresses of DWARF count from where the content of the code section begins.
        var addresses = new ulong[offsets.Length];
        for (var index = 0; index < addresses.Length; index++)
        {
            addresses[index] = offsets[index] >= code.Content.Offset ? (ulong)(offsets[index] - code.Content.Offset) : ulong.MaxValue;
        }

        var strings = new DwarfStrings(module.Bytes, SectionOf(module, ".debug_str"), SectionOf(module, ".debug_line_str"));
        new DwarfLineReader(module.Bytes, lines, strings).Find(addresses, found);
        return found;
    }

    private static ByteRange? SectionOf(ModuleDefinition module, string name)
    {
        foreach (var section in module.CustomSections)
        {
            if (section.Name == name)
            {
                return section.Content;
            }
        }

        return null;
    }
}
