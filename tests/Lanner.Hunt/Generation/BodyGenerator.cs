using Lanner.Binary;
using Lanner.Structure;
using Lanner.Text;

namespace Lanner.Hunt.Generation;

/// <summary>Writes one function body of a module: code that is valid by construction, since each method leaves a value of the type that it was asked for, or nothing.
/// </summary>
/// <remarks>Every function and loop takes one from the first global and returns at once when that falls below zero, so that each run ends after the same steps
/// in every engine.</remarks>
internal sealed partial class BodyGenerator
{
    /// <summary>How deep expressions and blocks nest.</summary>
    private const int MaximumDepth = 8;

    private readonly ModulePlan _plan;
    private readonly Chance _chance;
    private readonly GeneratedSignature _signature;
    private readonly ByteWriter _code = new();
    private readonly List<GeneratedType> _locals;

    /// <summary>What a branch to each label carries, the innermost last.</summary>
    private readonly List<GeneratedType[]> _labels = [];

    private int _budget;

    private BodyGenerator(ModulePlan plan, Chance chance, GeneratedSignature signature, int budget)
    {
        _plan = plan;
        _chance = chance;
        _signature = signature;
        _locals = [.. signature.Parameters];
        _budget = budget;
        _labels.Add(signature.Results);
    }

    /// <summary>The body of a function of the plan.</summary>
    internal static byte[] Generate(ModulePlan plan, Chance chance, GeneratedSignature signature)
    {
        var generator = new BodyGenerator(plan, chance, signature, chance.Between(10, plan.MaximumBudget));
        for (var count = chance.Below(4); count > 0; count--)
        {
            generator._locals.Add(PlanMaker.Type(plan, chance));
        }

        generator.SpendFuel();
        generator.Statements(0);
        foreach (var result in signature.Results)
        {
            generator.Value(result, 0);
        }

        return generator.Finish();
    }

    /// <summary>The body of a function that the host can call: it sets the fuel, calls a function of the plan, and keeps what the host can compare.</summary>
    internal static byte[] GenerateEntry(ModulePlan plan, Chance chance, GeneratedSignature entry, int functionIndex, int fuel)
    {
        var generator = new BodyGenerator(plan, chance, entry, 20);
        generator.Constant(fuel);
        generator.Emit(Opcode.GlobalSet, 0);
        var called = plan.SignatureOf(functionIndex);
        var parameter = 0u;
        foreach (var type in called.Parameters)
        {
            if (type.IsNumber)
            {
                generator.Emit(Opcode.LocalGet, parameter++);
            }
            else
            {
                generator.Value(type, MaximumDepth - 2);
            }
        }

        generator.Emit(Opcode.Call, (uint)functionIndex);
        var kept = new Stack<uint>();
        foreach (var type in Enumerable.Reverse(called.Results))
        {
            if (type.IsNumber)
            {
                kept.Push(generator.StoreInNewLocal(type));
            }
            else
            {
                generator.Emit(Opcode.Drop);
            }
        }

        foreach (var local in kept)
        {
            generator.Emit(Opcode.LocalGet, local);
        }

        return generator.Finish();
    }

    private byte[] Finish()
    {
        Emit(Opcode.End);
        var body = new ByteWriter();
        var declared = _locals[_signature.Parameters.Length..];
        body.WriteUnsigned((ulong)declared.Count);
        foreach (var type in declared)
        {
            body.WriteUnsigned(1);
            type.Write(body);
        }

        body.Write(_code.Written);
        return body.ToArray();
    }

    private void SpendFuel()
    {
        Emit(Opcode.GlobalGet, 0);
        Constant(1);
        Emit(Opcode.I32Sub);
        Emit(Opcode.GlobalSet, 0);
        Emit(Opcode.GlobalGet, 0);
        Constant(0);
        Emit(Opcode.I32LtS);
        Emit(Opcode.If);
        _code.Write(0x40);
        foreach (var type in _signature.Results)
        {
            Default(type);
        }

        Emit(Opcode.Return);
        Emit(Opcode.End);
    }

    private void Emit(Opcode opcode) => ImmediateParser.WriteOpcode(_code, opcode);

    private void Emit(Opcode opcode, uint immediate)
    {
        Emit(opcode);
        _code.WriteUnsigned(immediate);
    }

    private void Emit(Opcode opcode, uint immediate, uint second)
    {
        Emit(opcode, immediate);
        _code.WriteUnsigned(second);
    }

    private void Constant(int value)
    {
        Emit(Opcode.I32Const);
        _code.WriteSigned(value);
    }

    private void Constant(GeneratedType type, ulong bits)
    {
        switch (type.Kind)
        {
            case GeneratedKind.I32:
                Constant((int)bits);
                break;
            case GeneratedKind.I64:
                Emit(Opcode.I64Const);
                _code.WriteSigned((long)bits);
                break;
            case GeneratedKind.F32:
                Emit(Opcode.F32Const);
                _code.WriteFixed((uint)bits);
                break;
            case GeneratedKind.F64:
                Emit(Opcode.F64Const);
                _code.WriteFixed(bits);
                break;
            default:
                Emit(Opcode.V128Const);
                _code.WriteFixed(bits);
                _code.WriteFixed(~bits);
                break;
        }
    }

    private void Default(GeneratedType type)
    {
        if (type.IsReference)
        {
            Emit(Opcode.RefNull);
            type.WriteHeapType(_code);
        }
        else
        {
            Constant(type, 0);
        }
    }

    private uint NewLocal(GeneratedType type)
    {
        _locals.Add(type);
        return (uint)_locals.Count - 1;
    }

    /// <summary>Moves the value on top of the stack to a local of its own.</summary>
    private uint StoreInNewLocal(GeneratedType type)
    {
        var local = NewLocal(type);
        Emit(Opcode.LocalSet, local);
        return local;
    }

    /// <summary>A block type: for one result or none its short form.</summary>
    private void BlockType(GeneratedType[] parameters, GeneratedType[] results)
    {
        if (parameters.Length == 0 && results.Length == 0)
        {
            _code.Write(0x40);
        }
        else if (parameters.Length == 0 && results.Length == 1)
        {
            results[0].Write(_code);
        }
        else
        {
            _code.WriteSigned(_plan.TypeIndexOf(new GeneratedSignature(parameters, results)));
        }
    }

    private int? FindLocal(Predicate<GeneratedType> isWanted) => Find(_locals, isWanted);

    private int? FindGlobal(Predicate<GeneratedGlobal> isWanted) => Find(_plan.Globals, isWanted);

    /// <summary>The place of something wanted, or null; each that is wanted is as likely.</summary>
    private int? Find<T>(List<T> all, Predicate<T> isWanted)
    {
        var start = all.Count == 0 ? 0 : _chance.Below(all.Count);
        for (var step = 0; step < all.Count; step++)
        {
            var index = (start + step) % all.Count;
            if (isWanted(all[index]))
            {
                return index;
            }
        }

        return null;
    }
}
