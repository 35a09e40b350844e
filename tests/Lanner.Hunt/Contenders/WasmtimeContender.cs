using Lanner.Hunt.Generation;
using Wasmtime;

namespace Lanner.Hunt.Contenders;

/// <summary>Wasmtime, the referee.</summary>
/// <remarks>It does without signals: its handler of SIGFPE runs on a small stack of its own and hands what is not its own to the runtime's,
/// which needs more, so that an ordinary division by zero in C# would end a process in which Wasmtime uses them.</remarks>
internal sealed class WasmtimeContender(bool isDeterministic) : IContender
{
    private readonly Wasmtime.Engine _engine = new(new Config()
        .WithOptimizationLevel(OptimizationLevel.None)
        .WithRelaxedSIMD(true, isDeterministic)
        .WithCraneliftNaNCanonicalization(isDeterministic)
        .WithWasmThreads(true)
        .WithWideArithmetic(true)
        .WithMaximumStackSize(1 << 20)
        .WithSignalsBasedTraps(false)
        .WithParallelCompilation(false));

    public string Name => "Wasmtime";

    public Outcome Run(GeneratedModule generated, CallPlan plan)
    {
        var outcome = new Outcome();
        using var module = Wasmtime.Module.FromBytes(_engine, "generated", generated.Bytes);
        using var store = new Wasmtime.Store(_engine);
        using var linker = MakeLinker(outcome);
        var instance = linker.Instantiate(store, module);
        for (var call = 0; call < plan.Calls.Length; call++)
        {
            Call(outcome, instance, generated, call, plan.Calls[call]);
        }

        foreach (var memory in generated.MemoryNames)
        {
            var exported = instance.GetMemory(memory)!;
            outcome.Memory(memory, exported.GetSpan(0, checked((int)exported.GetLength())));
        }

        foreach (var global in generated.GlobalNames)
        {
            outcome.Global(global, ToBits(instance.GetGlobal(global)!.GetValue()!));
        }

        return outcome;
    }

    public void Dispose() => _engine.Dispose();

    private static void Call(
        Outcome outcome, Wasmtime.Instance instance, GeneratedModule generated, int call, (int Entry, ulong[] Arguments) planned)
    {
        var (entryName, signature) = generated.Entries[planned.Entry];
        var arguments = new ValueBox[planned.Arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = ToValue(signature.Parameters[index].Kind, planned.Arguments[index]);
        }

        try
        {
            var results = instance.GetFunction(entryName)!.Invoke(arguments);
            outcome.Results(call, results switch
            {
                null => [],
                object?[] several => several.Select(value => ToBits(value!)),
                _ => [ToBits(results)],
            });
        }
        catch (Wasmtime.TrapException trap)
        {
            outcome.Trap(call, NameOf(trap));
        }
    }

    private Wasmtime.Linker MakeLinker(Outcome outcome)
    {
        var linker = new Wasmtime.Linker(_engine);
        linker.DefineFunction("host", "note_i32", (int value) => outcome.Note("note_i32", (uint)value));
        linker.DefineFunction("host", "note_i64", (long value) =>
        {
            outcome.Note("note_i64", (ulong)value);
            return value * 31;
        });
        linker.DefineFunction("host", "note_f64", (double value, int other) =>
        {
            outcome.Note("note_f64", BitConverter.DoubleToUInt64Bits(value) ^ (uint)other);
            return BitConverter.UInt64BitsToDouble((uint)other * 0x123456789UL);
        });
        return linker;
    }

    private static ValueBox ToValue(GeneratedKind kind, ulong bits) => kind switch
    {
        GeneratedKind.I32 => (ValueBox)(int)bits,
        GeneratedKind.I64 => (ValueBox)(long)bits,
        GeneratedKind.F32 => (ValueBox)BitConverter.UInt32BitsToSingle((uint)bits),
        _ => (ValueBox)BitConverter.UInt64BitsToDouble(bits),
    };

    private static ulong ToBits(object value) => value switch
    {
        int i32 => (uint)i32,
        long i64 => (ulong)i64,
        float f32 => BitConverter.SingleToUInt32Bits(f32),
        double f64 => BitConverter.DoubleToUInt64Bits(f64),
        _ => throw new NotSupportedException($"Wasmtime gave a {value.GetType()}."),
    };

    private static string NameOf(Wasmtime.TrapException trap) => trap.Type switch
    {
        Wasmtime.TrapCode.StackOverflow => Outcome.StackExhausted,
        Wasmtime.TrapCode.MemoryOutOfBounds or Wasmtime.TrapCode.HeapMisaligned => "trap: memory",
        Wasmtime.TrapCode.TableOutOfBounds => "trap: table",
        Wasmtime.TrapCode.IndirectCallToNull => "trap: null element",
        Wasmtime.TrapCode.NullReference => "trap: object",
        Wasmtime.TrapCode.BadSignature => "trap: type of function",
        Wasmtime.TrapCode.IntegerDivisionByZero => "trap: division",
        Wasmtime.TrapCode.IntegerOverflow => "trap: overflow",
        Wasmtime.TrapCode.BadConversionToInteger => "trap: conversion",
        Wasmtime.TrapCode.ArrayOutOfBounds => "trap: object",
        Wasmtime.TrapCode.CastFailure => "trap: cast",
        Wasmtime.TrapCode.Unreachable => "trap: unreachable",
        Wasmtime.TrapCode.AllocationTooLarge => "trap: allocation",

        // The package gives no code to an exception that nobody caught.
        Wasmtime.TrapCode.Undefined or Wasmtime.TrapCode.UncaughtException => Outcome.UncaughtException,
        _ => $"trap: {trap.Type}",
    };
}
