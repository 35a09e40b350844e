using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;

namespace Lanner.Cli.Running;

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

    internal static void Define(UnknownImports fate, Linker linker, Store store, Module module)
    {
        if (fate == UnknownImports.Deny)
        {
            return;
        }

        foreach (var import in module.Imports.Where(import => !linker.IsDefined(import.ModuleName, import.Name)))
        {
            if (import.Type is FunctionExternalType { Type: var type })
            {
                var traps = fate == UnknownImports.Trap || !type.Results.All(result => result.IsDefaultable);
                HostCallback callback = traps ? (_, _, _) => throw new UnknownImportException(import) : (_, _, _) => { };
                linker.Define(import.ModuleName, import.Name, type, callback);
            }
            else if (fate == UnknownImports.Default)
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
            case TableType { Element.IsDefaultable: true } table:
                linker.Define(import.ModuleName, import.Name, new Table(store, table));
                break;
            case GlobalType global when global.Value.IsDefaultable:
                linker.Define(import.ModuleName, import.Name, new Global(store, global, Value.DefaultOf(global.Value)));
                break;
            case TagType tag:
                linker.Define(import.ModuleName, import.Name, new Tag(tag));
                break;
        }
    }
}
