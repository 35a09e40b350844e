using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Interpreter;
using Lanner.Interpreter.Execution;
using Lanner.Interpreter.Objects;

namespace Lanner.Hunt.Contenders;

/// <summary>The reference interpreter, a referee that no compiler has a part in.</summary>
internal sealed class InterpreterContender : IContender
{
    public string Name => "the interpreter";

    public Outcome Run(GeneratedModule generated, CallPlan plan)
    {
        var outcome = new Outcome();
        var machine = new Machine();
        var host = MakeHost(outcome);
        var instance = ModuleInstance.Instantiate(
            ModuleDecoder.Decode(generated.Bytes, WasmFeatures.All), (_, name) => host.GetValueOrDefault(name), machine);
        for (var call = 0; call < plan.Calls.Length; call++)
        {
            Call(outcome, machine, instance, generated, call, plan.Calls[call]);
        }

        foreach (var memory in generated.MemoryNames)
        {
            outcome.Memory(memory, ((MemoryInstance)instance.Export(memory)!).Bytes);
        }

        foreach (var global in generated.GlobalNames)
        {
            outcome.Global(global, ((GlobalInstance)instance.Export(global)!).Value.Low);
        }

        return outcome;
    }

    public void Dispose()
    {
    }

    private static void Call(
        Outcome outcome, Machine machine, ModuleInstance instance, GeneratedModule generated, int call,
        (int Entry, ulong[] Arguments) planned)
    {
        var (name, signature) = generated.Entries[planned.Entry];
        var arguments = new RuntimeValue[planned.Arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            var isNarrow = signature.Parameters[index].Kind is GeneratedKind.I32 or GeneratedKind.F32;
            arguments[index] = RuntimeValue.OfBits(isNarrow ? (uint)planned.Arguments[index] : planned.Arguments[index]);
        }

        try
        {
            outcome.Results(call, machine.Call((FunctionInstance)instance.Export(name)!, arguments).Select(result => result.Low));
        }
        catch (GuestTrap trap)
        {
            outcome.Trap(call, Outcome.NameOf(trap.Code));
        }
        catch (GuestException)
        {
            outcome.Trap(call, Outcome.UncaughtException);
        }
    }

    private static Dictionary<string, HostFunction> MakeHost(Outcome outcome) => new()
    {
        ["note_i32"] = new(FunctionType.Create([WasmValueType.I32], []), arguments =>
        {
            outcome.Note("note_i32", arguments[0].Low);
            return [];
        }),
        ["note_i64"] = new(FunctionType.Create([WasmValueType.I64], [WasmValueType.I64]), arguments =>
        {
            outcome.Note("note_i64", arguments[0].Low);
            return [RuntimeValue.OfBits(arguments[0].Low * 31)];
        }),
        ["note_f64"] = new(FunctionType.Create([WasmValueType.F64, WasmValueType.I32], [WasmValueType.F64]), arguments =>
        {
            outcome.Note("note_f64", arguments[0].Low ^ arguments[1].Low);
            return [RuntimeValue.OfBits(arguments[1].Low * 0x123456789UL)];
        }),
    };
}
