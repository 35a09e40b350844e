using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <summary>Writes one function body of a module: code that is valid by construction, since each method leaves a value of the type that it
/// was asked for, or nothing.
/// </summary>
/// <remarks>Every function and loop takes one from the first global and returns at once when that falls below zero, so that each run ends
/// after the same steps in every engine.</remarks>
internal sealed partial class BodyGenerator : CodeWriter
{
    /// <summary>The maximum depth of nested expressions and blocks.</summary>
    private const int MaximumDepth = 8;

    /// <summary>The types that a branch to each label carries, the innermost last.</summary>
    private readonly List<GeneratedType[]> _labels = [];

    private int _budget;

    private BodyGenerator(ModulePlan plan, Chance chance, GeneratedSignature signature, int budget)
        : base(plan, chance, signature)
    {
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

    /// <summary>The body of a function that the host can call: it sets the fuel, calls a function of the plan, and keeps what the host can
    /// compare.</summary>
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
}
