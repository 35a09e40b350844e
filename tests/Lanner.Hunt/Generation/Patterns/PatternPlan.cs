namespace Lanner.Hunt.Generation;

/// <summary>The declarations of a module of patterns: one of each thing that code can reach values through.</summary>
internal static class PatternPlan
{
    /// <summary>The types of array elements, in the order of the array types.</summary>
    internal static readonly GeneratedField[] Elements =
    [
        new(GeneratedType.I32, 8, true),
        new(GeneratedType.I32, 16, true),
        new(GeneratedType.I32, 0, true),
        new(GeneratedType.I64, 0, true),
        new(GeneratedType.F32, 0, true),
        new(GeneratedType.F64, 0, true),
        new(GeneratedType.V128, 0, true),
        new(GeneratedType.Any, 0, true),
    ];

    /// <summary>The index of the one structure type, whose fields are of the types of <see cref="Elements"/>.</summary>
    internal static int Structure => Elements.Length;

    /// <summary>The index of the first global that holds an array; they come in the order of the array types.</summary>
    internal static int FirstArrayGlobal(ModulePlan plan) => plan.Globals.Count - Elements.Length;

    internal static ModulePlan Make(Chance chance)
    {
        var isDeterministic = chance.OneIn(4);
        var plan = new ModulePlan
        {
            Features = isDeterministic ? WasmFeatures.All : WasmFeatures.All & ~WasmFeatures.RelaxedSimd,
            IsDeterministic = isDeterministic,
            MaximumBudget = 40,
        };
        foreach (var (_, signature) in ModulePlan.Imports)
        {
            plan.TypeIndexOf(signature);
        }

        plan.Aggregates.AddRange(Elements.Select(element => new GeneratedAggregate(true, [element], -1)));
        plan.Aggregates.Add(new GeneratedAggregate(false, Elements, -1));
        plan.Memories.Add(new GeneratedMemory(chance.OneIn(4), 1, 1));
        plan.Tables.Add(new GeneratedTable(GeneratedType.Function, 8, 8));
        plan.Tables.Add(new GeneratedTable(GeneratedType.Any, 5, 5));
        AddGlobals(plan, chance);
        var data = new byte[64];
        for (var index = 0; index < data.Length; index++)
        {
            data[index] = (byte)((index * 37) + 129);
        }

        plan.DataSegments.Add(data);
        foreach (var type in NumbersAndVector)
        {
            plan.Functions.Add(new GeneratedSignature([type], [type]));
            plan.Functions.Add(new GeneratedSignature([type, type], [type]));
        }

        return plan;
    }

    internal static readonly GeneratedType[] NumbersAndVector = [GeneratedType.I32, GeneratedType.I64, GeneratedType.F32, GeneratedType.F64,
        GeneratedType.V128];

    private static void AddGlobals(ModulePlan plan, Chance chance)
    {
        plan.Globals.Add(new GeneratedGlobal(GeneratedType.I32, true, 0));
        foreach (var type in NumbersAndVector)
        {
            plan.Globals.Add(new GeneratedGlobal(type, true, SpecialValues.Of(type.Kind, chance)));
            plan.Globals.Add(new GeneratedGlobal(type, false, SpecialValues.Of(type.Kind, chance)));
        }

        for (var array = 0; array < Elements.Length; array++)
        {
            plan.Globals.Add(new GeneratedGlobal(new GeneratedType(GeneratedKind.Defined, array), true, 0));
        }
    }
}
