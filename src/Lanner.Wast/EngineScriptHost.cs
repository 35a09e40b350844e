using Lanner.Runtime;

namespace Lanner.Wast;

/// <summary>Runs scripts on Lanner itself.</summary>
internal sealed class EngineScriptHost : IScriptHost
{
    private readonly Engine _engine;
    private readonly SavedModules? _saved;
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
    {
        _engine = engine;
        _saved = saved;
        _store = new Store(engine);
        _linker = new Linker(engine) { AllowShadowing = true };
        foreach (var text in SpecTest.ModulesFor(engine.Options.Features))
        {
            _linker.DefineInstance(SpecTest.Name, _linker.Instantiate(_store, Lanner.Module.FromText(_engine, text)));
        }
    }

    /// <summary>The fuel that guests used, when it is counted.</summary>
    internal long FuelConsumed => _engine.Options.FuelCosts is null ? 0 : _store.FuelConsumed;

    public object Load(byte[] binary)
    {
        var module = Lanner.Module.FromBinary(_engine, binary);
        if (_saved is not null)
        {
            using var unsaved = module;
            module = _saved.SaveAndLoad(unsaved);
        }

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

    public IScriptHost Fork() => new EngineScriptHost(_engine, _saved);

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

    private static ScriptValue ToScript(Value value) => new(value.Kind, value.Bits, value.Reference);
}
