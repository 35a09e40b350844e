namespace Lanner.Cli;

/// <summary>What becomes of imports that nobody offers.</summary>
internal enum UnknownImports
{
    /// <summary>The module is not run.</summary>
    Deny,

    /// <summary>Functions end the guest when they are called. Other imports are not made up.</summary>
    Trap,

    /// <summary>Functions return zero or null; memories, tables and globals are new and empty.</summary>
    Default,
}

/// <summary>Defines what nobody else does.</summary>
internal static class UnknownImportDefinitions
{
    /// <exception cref="FormatException">The text is none of the values.</exception>
    internal static UnknownImports Parse(string text) => text switch
    {
        "deny" => UnknownImports.Deny,
        "trap" => UnknownImports.Trap,
        "default" => UnknownImports.Default,
        _ => throw new FormatException($"'{text}' is not one of deny, trap and default"),
    };

    internal static void Define(UnknownImports way, Linker linker, Store store, Module module)
    {
        foreach (var import in way == UnknownImports.Deny ? [] : module.Imports.Where(import => !linker.IsDefined(import.ModuleName, import.Name)))
        {
            if (import.Type is FunctionExternalType { Type: var type })
            {
                linker.Define(import.ModuleName, import.Name, type, way == UnknownImports.Trap || !type.Results.All(HasDefault)
                    ? (_, _, _) => throw new UnknownImportException(import)
                    : (_, _, _) => { });
            }
            else if (way == UnknownImports.Default)
            {
                DefineStorage(import, linker, store);
            }
        }
    }

    private static void DefineStorage(ModuleImport import, Linker linker, Store store)
    {
        switch (import.Type)
        {
            case MemoryType memory:
                linker.Define(import.ModuleName, import.Name, new Memory(store, memory));
                break;
            case TableType { Element.IsNullable: true } table:
                linker.Define(import.ModuleName, import.Name, new Table(store, table));
                break;
            case GlobalType global when HasDefault(global.Value):
                linker.Define(import.ModuleName, import.Name, new Global(store, global, DefaultOf(global.Value)));
                break;
            case TagType tag:
                linker.Define(import.ModuleName, import.Name, new Tag(tag));
                break;
        }
    }

    private static bool HasDefault(WasmValueType type) => type.Kind != WasmValueKind.Reference || type.IsNullable;

    private static Value DefaultOf(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => 0,
        WasmValueKind.I64 => 0L,
        WasmValueKind.F32 => 0f,
        WasmValueKind.F64 => 0d,
        WasmValueKind.V128 => System.Runtime.Intrinsics.Vector128<byte>.Zero,
        _ => Value.Null,
    };
}

/// <summary>A guest called a function that nobody offers.</summary>
internal sealed class UnknownImportException(ModuleImport import)
    : Exception($"unknown import called: nothing is defined as \"{import.ModuleName}\" \"{import.Name}\"")
{
    /// <summary>The guest's functions that were active.</summary>
    internal IReadOnlyList<WasmFrame> Backtrace { get; set; } = [];
}
