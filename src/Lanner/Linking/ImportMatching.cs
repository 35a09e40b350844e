using Lanner.Calls;

namespace Lanner.Linking;

/// <summary>Says whether something can be given where a module imports a type (specification 3.3.15 and 4.5.3). Sizes of memories and tables are those of the moment.
/// </summary>
internal static class ImportMatching
{
    /// <summary>Refuses something that is not of the import's type.</summary>
    internal static void Check(Store store, ModuleImport import, object external)
    {
        if (!Fits(import.Type, external))
        {
            throw LinkException.Incompatible(import, Describe(external));
        }

        if (!IsUsableIn(store, external))
        {
            throw new ArgumentException($"{LinkException.Describe(import)} is defined as something that belongs to another store.");
        }
    }

    private static bool Fits(ExternalType type, object external) => (type, external) switch
    {
        (FunctionExternalType wanted, Function function) => function.ExactType.IsSubtypeOf(wanted.Type),
        (FunctionExternalType wanted, HostFunction function) => function.Fits(wanted.Type),
        (TableType wanted, Table table) => wanted.Is64Bit == table.Type.Is64Bit
            && wanted.Element == table.Type.Element
            && wanted.Limits.Accept(CurrentType(table).Limits),
        (MemoryType wanted, Memory memory) => wanted.Is64Bit == memory.Type.Is64Bit
            && wanted.IsShared == memory.Type.IsShared
            && wanted.PageSizeLog2 == memory.Type.PageSizeLog2
            && wanted.Limits.Accept(CurrentType(memory).Limits),
        (GlobalType wanted, Global global) => wanted.IsMutable == global.Type.IsMutable
            && (wanted.IsMutable ? wanted.Value == global.Type.Value : global.Type.Value.IsSubtypeOf(wanted.Value)),
        (TagType wanted, Tag tag) => ReferenceEquals(wanted.Type, tag.Type.Type),
        _ => false,
    };

    /// <summary>Things of another store would be run on its terms, perhaps by two threads at a time. What has no state, or is made to be shared, can go everywhere.</summary>
    private static bool IsUsableIn(Store store, object external) => external switch
    {
        Function function => function.Store == store,
        Table table => table.Store == store,
        Global global => global.Store == store,
        Memory memory => store.Owns(memory) || (memory.Type.IsShared && memory.IsGuarded == store.Engine.MemoryMode.Guards(memory.Type)),
        _ => true,
    };

    private static TableType CurrentType(Table table) =>
        table.Type with { Limits = table.Type.Limits with { Minimum = (ulong)table.Size } };

    private static MemoryType CurrentType(Memory memory) =>
        memory.Type with { Limits = memory.Type.Limits with { Minimum = (ulong)memory.Pages } };

    private static string Describe(object external) => external switch
    {
        Function function => function.Type.ToString(),
        HostFunction function => function.ToString(),
        Table table => CurrentType(table).ToString(),
        Memory memory => CurrentType(memory).ToString(),
        Global global => global.Type.ToString(),
        Tag tag => tag.Type.ToString(),
        _ => external.ToString()!,
    };
}
