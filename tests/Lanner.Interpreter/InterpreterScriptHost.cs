using System.Runtime.Intrinsics;
using Lanner.Binary;
using Lanner.Interpreter.Execution;
using Lanner.Interpreter.Objects;
using Lanner.Structure;
using Lanner.Text;
using Lanner.Validation;
using Lanner.Wast;

namespace Lanner.Interpreter;

/// <summary>Runs scripts in the interpreter. Decoding and validation are the engine's.</summary>
internal sealed class InterpreterScriptHost : IScriptHost
{
    private readonly WasmFeatures _features;
    private readonly Machine _machine = new();
    private readonly Dictionary<string, ModuleInstance> _registered = new(StringComparer.Ordinal);
    private readonly List<ModuleInstance> _provided = [];

    internal InterpreterScriptHost(WasmFeatures features)
    {
        _features = features;
        foreach (var text in SpecTest.ModulesFor(features))
        {
            _provided.Add(
                ModuleInstance.Instantiate(ModuleDecoder.Decode(TextModule.ToBinary(text, features), features), (_, _) => null, _machine));
        }
    }

    public object Load(byte[] binary)
    {
        var module = ModuleDecoder.Decode(binary, _features);
        ModuleValidator.Validate(module);
        return module;
    }

    public object Instantiate(object module) => ModuleInstance.Instantiate((ModuleDefinition)module, Resolve, _machine);

    public void Register(string name, object instance) => _registered[name] = (ModuleInstance)instance;

    public ScriptValue[] Invoke(object instance, string export, ScriptValue[] arguments)
    {
        var function = (FunctionInstance)((ModuleInstance)instance).Export(export)!;
        var results = _machine.Call(function, Array.ConvertAll(arguments, ToRuntime));
        return [.. results.Select((result, index) => ToScript(result, function.Type.ResultArray[index]))];
    }

    public ScriptValue GetGlobal(object instance, string export)
    {
        var global = (GlobalInstance)((ModuleInstance)instance).Export(export)!;
        return ToScript(global.Value, global.Type.Value);
    }

    public bool IsOfKind(object reference, HeapTypeKind kind) =>
        References.IsOf(reference, WasmValueType.Reference(new HeapType(kind), isNullable: false));

    public HostReference? ToHostReference(object? reference) => reference as HostReference;

    public ScriptStop Classify(Exception exception) => exception switch
    {
        MalformedModuleException malformed => new ScriptStop(StopKind.Malformed, malformed.Reason),
        InvalidModuleException invalid => new ScriptStop(StopKind.Invalid, invalid.Reason),
        ImportException link => new ScriptStop(StopKind.Unlinkable, link.Message),
        GuestTrap trap => new ScriptStop(StopKind.Trap, trap.Message),
        GuestException uncaught => new ScriptStop(StopKind.Exception, uncaught.Message),
        _ => new ScriptStop(StopKind.Fault, exception.ToString()),
    };

    /// <summary>Scripts end by themselves.</summary>
    public void Interrupt()
    {
    }

    public IScriptHost Fork() => new InterpreterScriptHost(_features);

    public void Dispose()
    {
    }

    private object? Resolve(string moduleName, string name)
    {
        if (_registered.TryGetValue(moduleName, out var registered))
        {
            return registered.Export(name);
        }

        return moduleName == SpecTest.Name
            ? _provided.Select(provided => provided.Export(name)).FirstOrDefault(export => export is not null)
            : null;
    }

    private static RuntimeValue ToRuntime(ScriptValue value) => value.Kind == WasmValueKind.Reference
        ? RuntimeValue.OfReference(value.Reference)
        : RuntimeValue.OfVector(value.Low, value.Bits.AsUInt64()[1]);

    private static ScriptValue ToScript(RuntimeValue value, WasmValueType type) => type.IsReference
        ? ScriptValue.FromReference(value.Reference)
        : new ScriptValue(type.Kind, Vector128.Create(value.Low, value.High).AsByte(), null);
}
