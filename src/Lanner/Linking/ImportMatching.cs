using Lanner.Calls;

namespace Lanner.Linking;

/// <summary>Says whether something can be given where a module imports a type (specification 3.3.15 and 4.5.3): first what never changes,
/// then what is so at the moment of instantiation.</summary>
internal static class ImportMatching
{
    /// <summary>Refuses something that is not of the import's type, whatever size it has.</summary>
    internal static void CheckType(ModuleImport import, Extern given)
    {
        if (!Fits(import.Type, given))
        {
            throw LinkException.Incompatible(import, Describe(given));
        }
    }

    /// <summary>Refuses something that belongs to another store, or is too small at the moment.</summary>
    internal static void CheckStore(Store store, ModuleImport import, Extern given)
    {
        if (!IsUsableIn(store, given))
        {
            throw new ArgumentException($"{LinkException.Describe(import)} is defined as something that belongs to another store.");
        }

        if (!IsLargeEnough(import.Type, given))
        {
            throw LinkException.Incompatible(import, Describe(given));
        }
    }

    private static bool Fits(ExternalType type, Extern given) => (type, given) switch
    {
        (FunctionExternalType wanted, Function function) => function.ExactType.IsSubtypeOf(wanted.Type),
        (FunctionExternalType wanted, HostFunction function) => function.Fits(wanted.Type),
        (TableType wanted, Table table) => wanted.Is64Bit == table.Type.Is64Bit
            && wanted.Element == table.Type.Element
            && wanted.Limits.AcceptMaximum(table.Type.Limits),
        (MemoryType wanted, Memory memory) => wanted.Is64Bit == memory.Type.Is64Bit
            && wanted.IsShared == memory.Type.IsShared
            && wanted.PageSizeLog2 == memory.Type.PageSizeLog2
            && wanted.Limits.AcceptMaximum(memory.Type.Limits),
        (GlobalType wanted, Global global) => wanted.IsMutable == global.Type.IsMutable
            && (wanted.IsMutable ? wanted.Value == global.Type.Value : global.Type.Value.IsSubtypeOf(wanted.Value)),
        (TagType wanted, Tag tag) => ReferenceEquals(wanted.Type, tag.Type.Type),
        _ => false,
    };

    private static bool IsLargeEnough(ExternalType type, Extern given) => (type, given) switch
    {
        (TableType wanted, Table table) => (ulong)table.Size >= wanted.Limits.Minimum,
        (MemoryType wanted, Memory memory) => (ulong)memory.Pages >= wanted.Limits.Minimum,
        _ => true,
    };

    /// <summary>Things of another store would be run on its terms, perhaps by two threads at a time. What has no state, or is made to be
    /// shared, can go everywhere.</summary>
    private static bool IsUsableIn(Store store, Extern given) => given switch
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

    private static string Describe(Extern given) => given switch
    {
        HostFunction function => function.ToString(),
        Table table => CurrentType(table).ToString(),
        Memory memory => CurrentType(memory).ToString(),
        _ => given.Type.ToString()!,
    };
}
