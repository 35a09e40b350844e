using Lanner.Runtime;

namespace Lanner.Wast;

/// <summary>Runs scripts on Lanner itself.</summary>
internal sealed class EngineScriptHost : IScriptHost
{
    private readonly Engine _engine;
    private readonly IReadOnlyCollection<Module> _specTest;
    private readonly Func<byte[], Module> _load;
    private readonly Linker _linker;
    private readonly Store _store;
    private readonly List<Module> _modules = [];

    /// <param name="options">The options of the engine.</param>
    /// <param name="saved">If given, modules are saved with their code, and run from the file.</param>
    internal EngineScriptHost(EngineOptions options, SavedModules? saved = null)
        : this(new Engine(saved is { IsLibrary: true } ? options with { UnloadsModules = false } : options), saved)
    {
    }

    private EngineScriptHost(Engine engine, SavedModules? saved)
        : this(
            engine, [.. SpecTest.ModulesFor(engine.Options.Features).Select(text => Lanner.Module.FromText(engine, text))],
            binary => Compile(engine, saved, binary))
    {
    }

    /// <param name="engine">The engine.</param>
    /// <param name="specTest">The modules of <see cref="SpecTest"/>.</param>
    /// <param name="load">Makes the modules of a script.</param>
    internal EngineScriptHost(Engine engine, IReadOnlyCollection<Module> specTest, Func<byte[], Module> load)
    {
        _engine = engine;
        _specTest = specTest;
        _load = load;
        _store = new Store(engine);
        _linker = new Linker(engine) { AllowShadowing = true };
        foreach (var module in specTest)
        {
            _linker.DefineInstance(SpecTest.Name, _linker.Instantiate(_store, module));
        }
    }

    /// <summary>The fuel that guests used, when it is counted.</summary>
    internal long FuelConsumed => _engine.Options.FuelCosts is null ? 0 : _store.FuelConsumed;

    public object Load(byte[] binary)
    {
        var module = _load(binary);
        _modules.Add(module);
        return module;
    }

    public object Instantiate(object module) => _linker.Instantiate(_store, (Module)module);

    public void Register(string name, object instance) => _linker.DefineInstance(name, (Instance)instance);

    public ScriptValue[] Invoke(object instance, string export, ScriptValue[] arguments) => Array.ConvertAll(
        ((Instance)instance).GetFunction(export)
            .Invoke(Array.ConvertAll(arguments, argument => Value.FromBits(argument.Kind, argument.Bits, argument.Reference))),
        ToScript);

    public ScriptValue GetGlobal(object instance, string export) => ToScript(((Instance)instance).GetGlobal(export).Value);

    public bool IsOfKind(object reference, HeapTypeKind kind) =>
        ReferenceTypes.Accept(WasmValueType.Reference(new HeapType(kind), isNullable: false), reference);

    public HostReference? ToHostReference(object? reference) => reference as HostReference;

    public ScriptStop Classify(Exception exception) => exception switch
    {
        MalformedModuleException malformed => new ScriptStop(StopKind.Malformed, malformed.Reason),
        InvalidModuleException invalid => new ScriptStop(StopKind.Invalid, invalid.Reason),
        LinkException link => new ScriptStop(StopKind.Unlinkable, link.Message),
        TrapException trap => new ScriptStop(StopKind.Trap, trap.Message),
        WasmException uncaught => new ScriptStop(StopKind.Exception, uncaught.Message),
        _ => new ScriptStop(StopKind.Fault, exception.ToString()),
    };

    public void Interrupt()
    {
        if (_engine.Options.Interruptible)
        {
            _store.Interrupt();
        }
    }

    public IScriptHost Fork() => new EngineScriptHost(_engine, _specTest, _load);

    /// <summary>Lets everything go that the script has loaded. Waiting for finalizers to unload it would let thousands of modules pile
    /// up.</summary>
    public void Dispose()
    {
        _store.Dispose();
        foreach (var module in _modules)
        {
            module.Dispose();
        }
    }

    private static Module Compile(Engine engine, SavedModules? saved, byte[] binary)
    {
        var module = Lanner.Module.FromBinary(engine, binary);
        if (saved is null)
        {
            return module;
        }

        using var unsaved = module;
        return saved.SaveAndLoad(unsaved);
    }

    private static ScriptValue ToScript(Value value) => new(value.Kind, value.Bits, value.Reference);
}
