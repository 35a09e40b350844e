using Lanner.Compilation.Layout;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Contenders;

/// <summary>Lanner, with the options given.</summary>
/// <param name="name">The name.</param>
/// <param name="options">The options.</param>
/// <param name="hardware">The instructions that the code may name; if null, those of this processor.</param>
internal sealed class LannerContender(string name, EngineOptions options, VectorHardware? hardware = null) : IContender
{
    private readonly Engine _engine = CreateEngine(options, hardware);

    public string Name => name;

    public Outcome Run(GeneratedModule generated, CallPlan plan)
    {
        var outcome = new Outcome();
        using var module = Module.FromBinary(_engine, generated.Bytes);
        using var store = new Store(_engine);
        var instance = MakeLinker(outcome).Instantiate(store, module);
        for (var call = 0; call < plan.Calls.Length; call++)
        {
            Call(outcome, instance, generated, call, plan.Calls[call]);
        }

        foreach (var memory in generated.MemoryNames)
        {
            var exported = instance.GetMemory(memory);
            outcome.Memory(memory, exported.GetSpan(0, checked((int)exported.Length)));
        }

        foreach (var global in generated.GlobalNames)
        {
            outcome.Global(global, instance.GetGlobal(global).Value.Low);
        }

        outcome.Fuel = _engine.Options.FuelCosts is null ? null : store.FuelConsumed;
        return outcome;
    }

    public void Dispose() => _engine.Dispose();

    private static Engine CreateEngine(EngineOptions options, VectorHardware? hardware)
    {
        var engine = new Engine(options);
        return hardware is { } given
            ? new Engine(options) { CompilationOptions = engine.CompilationOptions with { Hardware = given } }
            : engine;
    }

    private static void Call(
        Outcome outcome, Instance instance, GeneratedModule generated, int call, (int Entry, ulong[] Arguments) planned)
    {
        var (entryName, signature) = generated.Entries[planned.Entry];
        var arguments = new Value[planned.Arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = ToValue(signature.Parameters[index].Kind, planned.Arguments[index]);
        }

        try
        {
            outcome.Results(call, instance.GetFunction(entryName).Invoke(arguments).Select(value => value.Low));
        }
        catch (TrapException trap)
        {
            outcome.Trap(call, Outcome.NameOf(trap.Code));
        }
        catch (WasmException)
        {
            outcome.Trap(call, Outcome.UncaughtException);
        }
    }

    private Linker MakeLinker(Outcome outcome)
    {
        var linker = new Linker(_engine);
        linker.Define("host", "note_i32", (int value) => outcome.Note("note_i32", (uint)value));
        linker.Define("host", "note_i64", (long value) =>
        {
            outcome.Note("note_i64", (ulong)value);
            return value * 31;
        });
        linker.Define("host", "note_f64", (double value, int other) =>
        {
            outcome.Note("note_f64", BitConverter.DoubleToUInt64Bits(value) ^ (uint)other);
            return BitConverter.UInt64BitsToDouble((uint)other * 0x123456789UL);
        });
        return linker;
    }

    private static Value ToValue(GeneratedKind kind, ulong bits) => kind switch
    {
        GeneratedKind.I32 => (int)bits,
        GeneratedKind.I64 => (long)bits,
        GeneratedKind.F32 => Value.FromSingleBits((uint)bits),
        _ => Value.FromDoubleBits(bits),
    };
}
