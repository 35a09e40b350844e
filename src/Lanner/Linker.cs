using Lanner.Calls;
using Lanner.Linking;

namespace Lanner;

/// <summary>Definitions that modules can import, by their two names. Functions of the host are defined independently of any store; other things belong to one. A linker may
/// be used by several threads once everything is defined.</summary>
public sealed class Linker
{
    /// <summary>By the first name, then the second. (A dictionary of pairs would have to be compiled by the JIT when the process starts; this one is part of .NET.)</summary>
    private readonly Dictionary<string, Dictionary<string, object>> _definitions = new(StringComparer.Ordinal);

    /// <summary>Makes a linker without definitions.</summary>
    /// <param name="engine">The engine whose modules it links.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>Whether something can be defined again under the same names, which hides the first definition. Otherwise that is an error.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Defines a function of the host.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="callback">The function. Its types must fit those of the import; see <see cref="Function.FromDelegate"/>. An exception that it throws ends the guest and
    /// reaches the embedder as it is.</param>
    /// <exception cref="ArgumentException">The names are taken, or the delegate has parameters or results of types that WebAssembly does not know.</exception>
    /// <example><code>
    /// linker.Define("env", "log", (Caller caller, int pointer, int length) =&gt; Console.WriteLine(caller.Memory.ReadString(pointer, length)));
    /// </code></example>
    public void Define(string moduleName, string name, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Add(moduleName, name, HostFunction.FromDelegate(callback));
    }

    /// <summary>Defines a function of the host whose type is not known when the program is written.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">What the function does.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, FunctionType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        Add(moduleName, name, HostFunction.FromCallback(type, callback));
    }

    /// <summary>Defines a function that belongs to a store. Only that store's instances can import it.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Function function) => Add(moduleName, name, function);

    /// <summary>Defines a memory. Only instances of its store can import it, unless it is shared.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="memory">The memory.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Memory memory) => Add(moduleName, name, memory);

    /// <summary>Defines a table. Only instances of its store can import it.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Table table) => Add(moduleName, name, table);

    /// <summary>Defines a global. Only instances of its store can import it.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="global">The global.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Global global) => Add(moduleName, name, global);

    /// <summary>Defines a tag.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="tag">The tag.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Tag tag) => Add(moduleName, name, tag);

    /// <summary>Defines everything that an instance exports, under the exports' names.</summary>
    /// <param name="moduleName">The first of the imports' names.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">Some names are taken; those before are defined now.</exception>
    public void DefineInstance(string moduleName, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (var export in instance.Module.Definition.Exports)
        {
            Add(moduleName, export.Name, instance.GetExport(export));
        }
    }

    /// <summary>Defines each function that a module imports and that is not defined yet, as one that throws <see cref="LinkException"/> when it is called. Good for modules
    /// that import more than they use.</summary>
    /// <param name="module">The module.</param>
    public void DefineUnknownFunctions(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var import in module.Imports)
        {
            if (import.Type is FunctionExternalType { Type: var type })
            {
                DefinitionsOf(import.ModuleName).TryAdd(import.Name, HostFunction.FromCallback(type, (_, _, _) => throw LinkException.Unknown(import)));
            }
        }
    }

    /// <summary>Says whether something is defined.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    public bool IsDefined(string moduleName, string name) => Find(moduleName, name) is not null;

    /// <summary>Makes an instance of a module, with its imports satisfied from the definitions, and runs its start function (specification 4.5.4).</summary>
    /// <param name="store">The store that the instance is to belong to.</param>
    /// <param name="module">The module.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentException">The module or the store belongs to another engine.</exception>
    /// <exception cref="LinkException">An import is not defined, or as something of another type.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow the memories and tables.</exception>
    /// <exception cref="TrapException">A segment does not fit into its memory or table, or the start function trapped. What was written until then stays written.</exception>
    /// <exception cref="WasmException">The start function did not catch an exception.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The module or the store is disposed of.</exception>
    public Instance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        if (store.Engine != Engine || module.Engine != Engine)
        {
            throw new ArgumentException("The linker, the store and the module belong to different engines.");
        }

        module.ThrowIfDisposed();
        var imports = module.Imports;
        var externals = new object[imports.Count];
        for (var index = 0; index < externals.Length; index++)
        {
            var import = imports[index];
            externals[index] = Find(import.ModuleName, import.Name) ?? throw LinkException.Unknown(import);
        }

        return Instantiation.Run(store, module, externals);
    }

    private void Add(string moduleName, string name, object definition)
    {
        ArgumentNullException.ThrowIfNull(moduleName);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(definition);
        var definitions = DefinitionsOf(moduleName);
        if (AllowShadowing)
        {
            definitions[name] = definition;
        }
        else if (!definitions.TryAdd(name, definition))
        {
            throw new ArgumentException($"\"{moduleName}\" \"{name}\" is defined already, and AllowShadowing is not set.", nameof(name));
        }
    }

    private object? Find(string moduleName, string name) => _definitions.GetValueOrDefault(moduleName)?.GetValueOrDefault(name);

    private Dictionary<string, object> DefinitionsOf(string moduleName)
    {
        if (!_definitions.TryGetValue(moduleName, out var definitions))
        {
            _definitions.Add(moduleName, definitions = new Dictionary<string, object>(StringComparer.Ordinal));
        }

        return definitions;
    }
}
