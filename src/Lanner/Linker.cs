using Lanner.Calls;
using Lanner.Linking;

namespace Lanner;

/// <summary>Definitions that modules can import, by their two names. Functions of the host are defined independently of any store; other
/// things belong to one. A linker may be used by several threads once everything is defined.</summary>
public sealed class Linker
{
    /// <summary>By the first name, then the second. (A dictionary of pairs would have to be compiled by the JIT when the process starts;
    /// this one is part of .NET.)</summary>
    private readonly Dictionary<string, Dictionary<string, Extern>> _definitions = new(StringComparer.Ordinal);

    /// <summary>Makes a linker without definitions.</summary>
    /// <param name="engine">The engine whose modules it links.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>True if something can be defined again under the same names, which hides the first definition. Otherwise that is an
    /// error.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Defines a function of the host.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="callback">The function. Its types must fit those of the import; see <see cref="Function.FromDelegate"/>. An exception
    /// that it throws ends the guest and reaches the embedder as it is.</param>
    /// <exception cref="ArgumentException">The names are taken, or the delegate has parameters or results of types that WebAssembly does
    /// not know.</exception>
    /// <example><code>
    /// linker.Define("env", "log", (Caller caller, int pointer, int length) =&gt;
    ///     Console.WriteLine(caller.Memory.ReadString(pointer, length)));
    /// </code></example>
    public void Define(string moduleName, string name, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Define(moduleName, name, HostFunction.FromDelegate(callback));
    }

    /// <summary>Defines a function of the host whose type is not known when the program is written.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">The host's code.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, FunctionType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        Define(moduleName, name, HostFunction.FromCallback(type, callback));
    }

    /// <summary>Defines an async function of the host. A guest that calls it waits until its task has ended, and the guest's thread with
    /// it: run such guests by <see cref="Store.RunAsync(Action, TaskScheduler, CancellationToken)"/> or
    /// <see cref="Function.InvokeAsync"/>, which block no thread of yours.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="callback">The function: returns a <see cref="Task"/>, a <see cref="Task{TResult}"/>, a <see cref="ValueTask"/> or a
    /// <see cref="ValueTask{TResult}"/>, whose result is the function's. Its other types must fit those of the import; see
    /// <see cref="Function.FromDelegate"/>. A last parameter of type <see cref="CancellationToken"/> is no parameter of the function: the
    /// token is cancelled when guests of the store are to stop (<see cref="Store.Interruption"/>).</param>
    /// <exception cref="ArgumentException">The names are taken; the delegate returns no task; or it has parameters or a result of types
    /// that WebAssembly does not know.</exception>
    /// <remarks>
    /// <para>What comes after an <c>await</c> runs on the thread of the guest (unless <see cref="Task.ConfigureAwait(bool)"/> says
    /// otherwise), so that it can use the memory of the caller and call its functions. As with windows of a desktop, it must not block that
    /// thread until something has happened that is to come after another <c>await</c>.</para>
    /// <para>An exception ends the guest and reaches the embedder as it is. When the guest is interrupted, the function has a second to end
    /// after its token was cancelled; an <see cref="OperationCanceledException"/> becomes the trap then. One that takes longer, or has no
    /// parameter for a token, is left to itself: the guest traps, what comes after an <c>await</c> runs on the thread pool, where it must
    /// not use the store any more, and what the function throws is lost.</para>
    /// </remarks>
    /// <example><code>
    /// linker.DefineAsync("env", "fetch", async (Caller caller, int pointer, int length, CancellationToken cancellation) =&gt;
    /// {
    ///     var bytes = await client.GetByteArrayAsync(caller.Memory.ReadString(pointer, length), cancellation);
    ///     return bytes.Length;
    /// });
    /// </code></example>
    public void DefineAsync(string moduleName, string name, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Define(moduleName, name, AsyncHostFunction.FromDelegate($"{moduleName}.{name}", callback));
    }

    /// <summary>Defines an async function of the host whose type is not known when the program is written.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">The host's code; see <see cref="DefineAsync(string, string, Delegate)"/>.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void DefineAsync(string moduleName, string name, FunctionType type, AsyncHostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        Define(moduleName, name, AsyncHostFunction.FromCallback($"{moduleName}.{name}", type, callback));
    }

    /// <summary>Defines a function, table, memory, global or tag. Only instances of the store that it belongs to can import it; a tag and a
    /// shared memory belong to none.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    /// <param name="definition">The function, memory, table, global or tag to import.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public void Define(string moduleName, string name, Extern definition)
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

    /// <summary>Defines everything that an instance exports, under the exports' names.</summary>
    /// <param name="moduleName">The first of the imports' names.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">Some names are taken; those before are defined now.</exception>
    public void DefineInstance(string moduleName, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (var export in instance.Module.Definition.Exports)
        {
            Define(moduleName, export.Name, instance.GetExport(export));
        }
    }

    /// <summary>Defines what a module exports, under the exports' names.</summary>
    /// <param name="store">The store that an instance is to belong to.</param>
    /// <param name="moduleName">The first of the imports' names.</param>
    /// <param name="module">The module. One that exports a function <c>_start</c> is a command: each of its functions is defined as one
    /// that instantiates the module anew, in the store that calls, calls the function of that instance and is done with it; nothing else
    /// that it exports is defined. Any other module is a library (a reactor): it is instantiated now, its function <c>_initialize</c> is
    /// called if it exports one, and everything that the instance exports is defined.</param>
    /// <exception cref="ArgumentException">The module exports both <c>_start</c> and <c>_initialize</c>; <c>_initialize</c> takes or
    /// returns something; or what <see cref="Instantiate"/> and
    /// <see cref="DefineInstance"/> say.</exception>
    /// <exception cref="LinkException">An import of the module is not defined, or as something of another type.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow the memories and tables.</exception>
    /// <exception cref="TrapException">The library trapped while it was instantiated or initialized.</exception>
    /// <exception cref="WasmException">The library did not catch an exception of its own.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The module or the store is disposed of.</exception>
    /// <remarks>The instances of a command count for the limits of the store until it is disposed of, as all do. Calls of a command throw
    /// what <see cref="PreparedModule.Instantiate"/> throws.</remarks>
    public void DefineModule(Store store, string moduleName, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(moduleName);
        ArgumentNullException.ThrowIfNull(module);
        var functions = module.GetExports<FunctionExternalType>();
        if (functions.All(function => function.Key != "_start"))
        {
            var instance = Instantiate(store, module);
            instance.FindFunction(WasmLibrary.Initializer)?.ToAction()();
            DefineInstance(moduleName, instance);
            return;
        }

        if (functions.Any(function => function.Key == WasmLibrary.Initializer))
        {
            throw new ArgumentException(
                "The module exports _start and _initialize, so that it is neither a command nor a library.", nameof(module));
        }

        var prepared = Prepare(module);
        foreach (var (name, type) in functions)
        {
            Define(moduleName, name, type.Type, (caller, arguments, results) =>
                prepared.Instantiate(caller.Store).GetFunction(name).Invoke(arguments).CopyTo(results));
        }
    }

    /// <summary>Defines each function that a module imports and that is not defined yet, as one that throws <see cref="LinkException"/>
    /// when it is called. Good for modules that import more than they use.</summary>
    /// <param name="module">The module.</param>
    public void DefineUnknownFunctions(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var import in module.Imports)
        {
            if (import.Type is FunctionExternalType { Type: var type })
            {
                DefinitionsOf(import.ModuleName).TryAdd(
                    import.Name, HostFunction.FromCallback(type, (_, _, _) => throw LinkException.Unknown(import)));
            }
        }
    }

    /// <summary>Says whether something is defined.</summary>
    /// <param name="moduleName">The first of the import's names.</param>
    /// <param name="name">The second of the import's names.</param>
    public bool IsDefined(string moduleName, string name) => Find(moduleName, name) is not null;

    /// <summary>Makes a linker with the same definitions and the same <see cref="AllowShadowing"/>. What is defined in one from then on is
    /// not defined in the other.</summary>
    public Linker Clone()
    {
        var clone = new Linker(Engine) { AllowShadowing = AllowShadowing };
        foreach (var (moduleName, definitions) in _definitions)
        {
            clone._definitions.Add(moduleName, new(definitions, StringComparer.Ordinal));
        }

        return clone;
    }

    /// <summary>Finds what a module imports among the definitions, once for any number of instances.</summary>
    /// <param name="module">The module.</param>
    /// <returns>The module with its imports.</returns>
    /// <exception cref="ArgumentException">The module belongs to another engine.</exception>
    /// <exception cref="LinkException">An import is not defined, or as something of another type.</exception>
    /// <exception cref="ObjectDisposedException">The module is disposed of.</exception>
    public PreparedModule Prepare(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module.Engine != Engine)
        {
            throw new ArgumentException("The linker and the module belong to different engines.", nameof(module));
        }

        module.ThrowIfDisposed();
        var imports = module.Imports;
        var externs = new Extern[imports.Count];
        for (var index = 0; index < externs.Length; index++)
        {
            var import = imports[index];
            externs[index] = Find(import.ModuleName, import.Name) ?? throw LinkException.Unknown(import);
        }

        return PreparedModule.Of(module, externs);
    }

    /// <summary>Makes an instance of a module, with its imports satisfied from the definitions, and runs its start function (specification
    /// 4.5.4). Who makes many of a module has it prepared: see <see cref="Prepare"/>.</summary>
    /// <param name="store">The store that the instance is to belong to.</param>
    /// <param name="module">The module.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentException">The module or the store belongs to another engine, or something that is imported to another
    /// store.</exception>
    /// <exception cref="LinkException">An import is not defined, or as something of another type.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow the memories and tables.</exception>
    /// <exception cref="TrapException">A segment does not fit into its memory or table, or the start function trapped. What was written
    /// until then stays written.</exception>
    /// <exception cref="WasmException">The start function did not catch an exception.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The module or the store is disposed of.</exception>
    public Instance Instantiate(Store store, Module module)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Prepare(module).Instantiate(store);
    }

    internal Extern? Find(string moduleName, string name) => _definitions.GetValueOrDefault(moduleName)?.GetValueOrDefault(name);

    private Dictionary<string, Extern> DefinitionsOf(string moduleName)
    {
        if (!_definitions.TryGetValue(moduleName, out var definitions))
        {
            _definitions.Add(moduleName, definitions = new Dictionary<string, Extern>(StringComparer.Ordinal));
        }

        return definitions;
    }
}
