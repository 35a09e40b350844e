using Lanner.Calls;
using Lanner.Libraries;

namespace Lanner;

/// <summary>An instance of a module that was compiled to a class of .NET, by <c>lanner compile --library</c> or the package
/// <c>Lanner.Build</c>. The class has a method for each function that the module exports, and properties for memories, globals, tables and
/// tags. Like everything in a store it is used by one thread at a time.</summary>
/// <remarks>A method throws <see cref="TrapException"/> when the guest traps, <see cref="WasmException"/> when it does not catch an
/// exception of its own, and any exception of the host that a function of the imports throws. After a trap the instance can still be
/// called, but what it was about is half done: it is best given up.</remarks>
public abstract class WasmLibrary : IDisposable
{
    private readonly bool _ownsStore;

    /// <summary>Makes an instance, and calls the function <c>_initialize</c> if there is one.</summary>
    /// <param name="definition">The library.</param>
    /// <param name="store">The store; null for one of its own.</param>
    /// <param name="imports">The user's object with the functions of the library's interface; null if there is no such interface.</param>
    /// <param name="linker">The definitions of all other imports; null if there are none.</param>
    internal WasmLibrary(LibraryDefinition definition, Store? store, object? imports, Linker? linker)
    {
        _ownsStore = store is null;
        Store = store ?? new Store(definition.Engine);
        try
        {
            Instance = definition.Link(definition.ModuleFor(Store.Engine), imports, linker).Instantiate(Store);
            if (Instance.FindFunction(Initializer) is { Type: { ParameterArray.Length: 0, ResultArray.Length: 0 } } initialize)
            {
                initialize.ToAction()();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The function that is called when an instance is made.</summary>
    internal const string Initializer = "_initialize";

    /// <summary>The store that the instance is in.</summary>
    public Store Store { get; }

    /// <summary>The instance.</summary>
    public Instance Instance { get; }

    /// <summary>Disposes of the store, if it was not given.</summary>
    public void Dispose()
    {
        if (_ownsStore)
        {
            Store.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Refuses to go on without the object that has the imported functions.</summary>
    internal static object Require(object? imports)
    {
        ArgumentNullException.ThrowIfNull(imports);
        return imports;
    }

    /// <summary>The linker for what a library imports besides its interface.</summary>
    internal static Linker CreateLinker(LibraryDefinition definition, Store? store) => new(store?.Engine ?? definition.Engine);

    /// <summary>An exported function, to be called.</summary>
    internal GuestCall ExportedFunction(int export) => new((Function)Export(export));

    internal Memory ExportedMemory(int export) => (Memory)Export(export);

    internal Table ExportedTable(int export) => (Table)Export(export);

    internal Global ExportedGlobal(int export) => (Global)Export(export);

    internal Tag ExportedTag(int export) => (Tag)Export(export);

    private Extern Export(int export) => Instance.GetExport(Instance.Module.Definition.Exports[export]);
}
