using Lanner.Structure;

namespace Lanner.Interpreter.Objects;

/// <summary>The rules for what can be given where a module imports something (specification 3.3.15). The sizes of tables and memories are
/// those of the moment.</summary>
internal static class ImportRules
{
    /// <summary>The thing, when the import accepts it.</summary>
    /// <exception cref="ImportException">It does not, or there is none.</exception>
    internal static object Check(ImportDefinition import, object? given)
    {
        if (given is null)
        {
            throw new ImportException($"unknown import \"{import.ModuleName}\" \"{import.Name}\"");
        }

        return Accepts(import.Type, given)
            ? given
            : throw new ImportException($"incompatible import type of \"{import.ModuleName}\" \"{import.Name}\"");
    }

    private static bool Accepts(ExternalType wanted, object given) => (wanted, given) switch
    {
        (FunctionExternalType function, FunctionInstance actual) => actual.Type.IsSubtypeOf(function.Type),
        (TableType table, TableInstance actual) => table.Element == actual.Type.Element && table.Is64Bit == actual.Type.Is64Bit
            && Contain(table.Limits, (ulong)actual.Elements.Length, actual.Type.Limits.Maximum),
        (MemoryType memory, MemoryInstance actual) => memory.Is64Bit == actual.Type.Is64Bit && memory.IsShared == actual.Type.IsShared
            && memory.PageSizeLog2 == actual.Type.PageSizeLog2 && Contain(memory.Limits, actual.Pages, actual.Type.Limits.Maximum),
        (GlobalType global, GlobalInstance actual) => global.IsMutable == actual.Type.IsMutable
            && (global.IsMutable ? global.Value == actual.Type.Value : actual.Type.Value.IsSubtypeOf(global.Value)),
        (TagType tag, TagInstance actual) => ReferenceEquals(tag.Type, actual.Type.Type),
        _ => false,
    };

    private static bool Contain(Limits wanted, ulong size, ulong? maximum) =>
        size >= wanted.Minimum && (wanted.Maximum is null || (maximum is not null && maximum <= wanted.Maximum));
}
