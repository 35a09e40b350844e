using Lanner.Runtime;

namespace Lanner.Wast;

/// <summary>Runs scripts on Lanner itself.</summary>
internal sealed class EngineScriptHost : IScriptHost
{
    /// <summary>What scripts may import, as the reference interpreter has it.</summary>
    private const string SpecTest = """
        (module
          (func (export "print"))
          (func (export "print_i32") (param i32))
          (func (export "print_i64") (param i64))
          (func (export "print_f32") (param f32))
          (func (export "print_f64") (param f64))
          (func (export "print_i32_f32") (param i32 f32))
          (func (export "print_f64_f64") (param f64 f64))
          (global (export "global_i32") i32 (i32.const 666))
          (global (export "global_i64") i64 (i64.const 666))
          (global (export "global_f32") f32 (f32.const 666.6))
          (global (export "global_f64") f64 (f64.const 666.6))
          (table (export "table") 10 20 funcref)
          (memory (export "memory") 1 2))
        """;

    private const string SpecTest64 = """(module (table (export "table64") i64 10 20 funcref))""";

    private const string SharedSpecTest = """(module (memory (export "shared_memory") 1 2 shared))""";

    private readonly Engine _engine;
    private readonly Linker _linker;
    private readonly Store _store;
    private readonly List<Module> _modules = [];

    internal EngineScriptHost(EngineOptions options)
        : this(new Engine(options))
    {
    }

    private EngineScriptHost(Engine engine)
    {
        _engine = engine;
        _store = new Store(engine);
        _linker = new Linker(engine) { AllowShadowing = true };
        foreach (var (text, feature) in new[]
        {
            (SpecTest, WasmFeatures.None),
            (SpecTest64, WasmFeatures.Memory64 | WasmFeatures.ReferenceTypes),
            (SharedSpecTest, WasmFeatures.Threads),
        })
        {
            if ((engine.Options.Features & feature) != feature)
            {
                continue;
            }

            _linker.DefineInstance("spectest", _linker.Instantiate(_store, Lanner.Module.FromText(_engine, text)));
        }
    }

    /// <summary>The fuel that guests used, when it is counted.</summary>
    internal long FuelConsumed => _engine.Options.FuelCosts is null ? 0 : _store.FuelConsumed;

    public object Load(byte[] binary)
    {
        var module = Lanner.Module.FromBinary(_engine, binary);
        _modules.Add(module);
        return module;
    }

    public object Instantiate(object module) => _linker.Instantiate(_store, (Module)module);

    public void Register(string name, object instance) => _linker.DefineInstance(name, (Instance)instance);

    public ScriptValue[] Invoke(object instance, string export, ScriptValue[] arguments) => Array.ConvertAll(
        ((Instance)instance).GetFunction(export).Invoke(Array.ConvertAll(arguments, argument => Value.FromBits(argument.Kind, argument.Bits, argument.Reference))),
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

    public IScriptHost Fork() => new EngineScriptHost(_engine);

    /// <summary>Lets everything go that the script has loaded. Waiting for finalizers to unload it would let thousands of modules pile up.</summary>
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
