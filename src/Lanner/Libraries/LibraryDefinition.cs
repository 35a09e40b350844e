using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Lanner.Admission;
using Lanner.Binary;
using Lanner.Calls;
using Lanner.Compilation.Aggregates;

namespace Lanner.Libraries;

/// <summary>The module of a library: what is emitted of it, and the module that it becomes in each engine. Its class has one for all of
/// its objects. Thread-safe.</summary>
internal sealed class LibraryDefinition
{
    private readonly ReadOnlyMemory<byte> _module;
    private readonly LibraryBridges _bridges;
    private readonly LibraryCode? _guarded;
    private readonly LibraryCode? _checked;
    private readonly LibraryDescription _description;
    private readonly ConditionalWeakTable<Engine, LoadedModule> _modules = [];
    private AggregateAssemblies? _aggregates;

    /// <param name="description">The address of the description.</param>
    /// <param name="descriptionLength">The number of its bytes.</param>
    /// <param name="module">The address of the module in the binary format.</param>
    /// <param name="moduleLength">The number of its bytes.</param>
    /// <param name="bridges">The bridges.</param>
    /// <param name="guarded">The code for guarded memories, if there is any.</param>
    /// <param name="checkedCode">The code for checked memories, if there is any.</param>
    internal unsafe LibraryDefinition(
        nint description, int descriptionLength, nint module, int moduleLength, LibraryBridges bridges, LibraryCode? guarded,
        LibraryCode? checkedCode)
    {
        _bridges = bridges;
        _guarded = guarded;
        _checked = checkedCode;
        _description = LibraryDescription.Read(new ReadOnlySpan<byte>((void*)description, descriptionLength));
        _module = new ImageMemory(this, module, moduleLength).Memory;
    }

    /// <summary>The engine for stores that nobody gives.</summary>
    internal Engine Engine => LibraryEngines.For(_description, _guarded is not null, _checked is not null);

    /// <summary>The features that the module was validated with.</summary>
    internal WasmFeatures Features => _description.Features;

    /// <summary>The module in an engine.</summary>
    /// <exception cref="InvalidOperationException">The library was compiled for engines with other options.</exception>
    internal Module ModuleFor(Engine engine)
    {
        engine.ThrowIfDisposed();
        var loaded = _modules.GetOrCreateValue(engine);
        lock (loaded)
        {
            if (loaded.Module is { IsDisposed: false } known)
            {
                return known;
            }

            var module = Load(engine);
            loaded.Keep(module, IsCollectible);
            return module;
        }
    }

    /// <summary>True if the library can be unloaded.</summary>
    private bool IsCollectible => AssemblyLoadContext.GetLoadContext(_bridges.GetType().Assembly)?.IsCollectible == true;

    /// <summary>Makes what an instance imports.</summary>
    /// <param name="module">The module in the engine of the store.</param>
    /// <param name="imports">The user's object with the functions of the library's interface; null if there is no such interface.</param>
    /// <param name="linker">The definitions of all other imports; null if there are none.</param>
    internal PreparedModule Link(Module module, object? imports, Linker? linker)
    {
        var externs = new Extern[module.Imports.Count];
        for (var index = 0; index < externs.Length; index++)
        {
            var import = module.Imports[index];
            externs[index] = (imports is null ? null : ImportedBy(imports, import, index))
                ?? linker?.Find(import.ModuleName, import.Name)
                ?? throw LinkException.Unknown(import);
        }

        return PreparedModule.Of(module, externs);
    }

    private unsafe Extern? ImportedBy(object imports, ModuleImport import, int index)
    {
        if (_bridges.Import(index) is not (var code and not 0))
        {
            return null;
        }

        return import.Type is FunctionExternalType { Type: var type }
            ? HostFunction.FromThunk(type, new HostThunk(code, imports))
            : (Extern?)((delegate*<object, object?>)code)(imports) ?? throw new ArgumentException(
                $"The object with the imports has null where \"{import.ModuleName}\" \"{import.Name}\" is imported.", nameof(imports));
    }

    /// <summary>Has the code find the classes of structures and arrays, which all modules of a process share, so that no library can have
    /// them.</summary>
    private void FindAggregates(DefinedType[] types, Assembly assembly)
    {
        if (Array.TrueForAll(types, static type => type is FunctionType))
        {
            return;
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException(
                $"The library {_description.ClassName} has structures or arrays, whose classes are made while the program runs, "
                + "which needs the JIT of the runtime.");
        }

        if (!AggregateClasses.TryMakePermanent(types))
        {
            throw new InvalidOperationException(
                $"The library {_description.ClassName} cannot be used here: a module that can be unloaded has classes for the same types. "
                + "Use the library before such modules, or make their engine with UnloadsModules = false.");
        }

        if (Interlocked.Exchange(ref _aggregates, new AggregateAssemblies(types)) is null)
        {
            AssemblyLoadContext.GetLoadContext(assembly)!.Resolving += (_, name) => _aggregates.Find(name.Name!);
        }
    }

    private Module Load(Engine engine)
    {
        var code = engine.MemoryMode == MemoryMode.Guarded ? _guarded : _checked;
        var difference = _description.DifferenceFrom(engine.CompilationOptions)
            ?? (code is null
                ? $"it was compiled for {(_guarded is null ? "checked" : "guarded")} memories, and those of the engine are others"
                : null);
        if (difference is not null)
        {
            throw new InvalidOperationException($"The library {_description.ClassName} cannot be used here: {difference}.");
        }

        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckSize(_module.Length);
        var definition = ModuleDecoder.Decode(_module, _description.Features, admission);
        admission.CheckDefinition(definition);
        FindAggregates(definition.Types, code!.GetType().Assembly);

        // They would keep a library that can be unloaded, and are made where there is a JIT.
        if (!RuntimeFeature.IsDynamicCodeSupported || !IsCollectible)
        {
            LibraryTypes.Add(definition, _bridges);
        }

        return Module.FromLibrary(engine, definition, new LibraryModule(definition, engine.CompilationOptions, code!, engine.Account));
    }

    /// <summary>The module of the library in one engine. One of a library that can be unloaded is kept only by its instances.</summary>
    private sealed class LoadedModule
    {
        private object? _reference;

        internal Module? Module => _reference as Module ?? Target(_reference as WeakReference<Module>);

        private static Module? Target(WeakReference<Module>? reference) =>
            reference is not null && reference.TryGetTarget(out var module) ? module : null;

        internal void Keep(Module module, bool isCollectible) =>
            _reference = isCollectible ? new WeakReference<Module>(module) : module;
    }
}
