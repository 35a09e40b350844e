namespace Lanner.Hunt.Generation;

/// <summary>Decides what a generated module declares.</summary>
internal static class PlanMaker
{
    /// <summary>Each of them is in most modules, but so that there are modules without.</summary>
    private static readonly WasmFeatures[] Choices =
    [
        WasmFeatures.Simd, WasmFeatures.Threads, WasmFeatures.WideArithmetic, WasmFeatures.GarbageCollection, WasmFeatures.Exceptions,
    ];

    internal static ModulePlan Make(Chance chance)
    {
        var features = WasmFeatures.All & ~WasmFeatures.RelaxedSimd;
        foreach (var choice in Choices)
        {
            features &= chance.Below(3) == 0 ? ~choice : WasmFeatures.All;
        }

        // What small modules show is found sooner with many of them; large ones are for what takes many values or blocks.
        var isLarge = chance.Below(8) == 7;
        var isDeterministic = chance.Below(8) == 7;
        if (isDeterministic && (features & WasmFeatures.Simd) != 0)
        {
            features |= WasmFeatures.RelaxedSimd;
        }

        var plan = new ModulePlan { Features = features, IsDeterministic = isDeterministic, MaximumBudget = isLarge ? 250 : 50 };
        foreach (var (_, signature) in ModulePlan.Imports)
        {
            plan.TypeIndexOf(signature);
        }

        AddAggregates(plan, chance);
        AddStorage(plan, chance);
        for (var count = plan.HasExceptions ? chance.Below(3) : 0; count > 0; count--)
        {
            plan.Tags.Add(new GeneratedSignature(Types(plan, chance, 2), []));
        }

        for (var count = chance.Between(1, isLarge ? 6 : 3); count > 0; count--)
        {
            plan.Functions.Add(new GeneratedSignature(Types(plan, chance, 4), Types(plan, chance, 3)));
        }

        return plan;
    }

    /// <summary>Any type that a local can have.</summary>
    internal static GeneratedType Type(ModulePlan plan, Chance chance) => chance.Below(10) switch
    {
        0 or 1 or 2 => GeneratedType.I32,
        3 or 4 => GeneratedType.I64,
        5 => GeneratedType.F32,
        6 => GeneratedType.F64,
        7 => plan.HasVectors ? GeneratedType.V128 : GeneratedType.F64,
        8 => AbstractReference(plan, chance),
        _ => plan.Aggregates.Count == 0 ? GeneratedType.I64 : new GeneratedType(GeneratedKind.Defined, chance.Below(plan.Aggregates.Count)),
    };

    internal static GeneratedType AbstractReference(ModulePlan plan, Chance chance) => new(
        (GeneratedKind)chance.Between((int)GeneratedKind.Function, (int)(plan.HasObjects ? GeneratedKind.Array : GeneratedKind.External)));

    internal static GeneratedType[] Types(ModulePlan plan, Chance chance, int most)
    {
        var types = new GeneratedType[chance.Below(most + 1)];
        for (var index = 0; index < types.Length; index++)
        {
            types[index] = Type(plan, chance);
        }

        return types;
    }

    private static void AddAggregates(ModulePlan plan, Chance chance)
    {
        var count = plan.HasObjects ? chance.Below(5) : 0;
        for (var index = 0; index < count; index++)
        {
            var isArray = chance.OneIn(3);
            var supertype = index == 0 || chance.Below(2) == 0 ? -1 : chance.Below(index);
            if (supertype >= 0 && plan.Aggregates[supertype].IsArray != isArray)
            {
                supertype = -1;
            }

            // A subtype has its supertype's fields, and of an array nothing else.
            GeneratedField[] inherited = supertype >= 0 ? plan.Aggregates[supertype].Fields : [];
            var own = isArray ? (supertype >= 0 ? 0 : 1) : chance.Below(4);
            var fields = inherited.ToList();
            for (; own > 0; own--)
            {
                fields.Add(Field(plan, chance, count));
            }

            plan.Aggregates.Add(new GeneratedAggregate(isArray, [.. fields], supertype));
        }
    }

    private static GeneratedField Field(ModulePlan plan, Chance chance, int aggregateCount)
    {
        var isMutable = chance.Below(4) > 0;
        return chance.Below(5) switch
        {
            0 => new GeneratedField(GeneratedType.I32, 8, isMutable),
            1 => new GeneratedField(GeneratedType.I32, 16, isMutable),
            2 => new GeneratedField(new GeneratedType(GeneratedKind.Defined, chance.Below(aggregateCount)), 0, isMutable),
            _ => new GeneratedField(Type(plan, chance), 0, isMutable),
        };
    }

    private static void AddStorage(ModulePlan plan, Chance chance)
    {
        for (var count = chance.Between(1, 2); count > 0; count--)
        {
            var pages = chance.Between(1, 2);
            plan.Memories.Add(new GeneratedMemory(chance.OneIn(4), pages, pages + chance.Below(3)));
        }

        // The first table is for calls.
        plan.Tables.Add(new GeneratedTable(GeneratedType.Function, 8, 12));
        for (var count = chance.Below(3); count > 0; count--)
        {
            var element = AbstractReference(plan, chance);
            var size = chance.Below(5);
            plan.Tables.Add(new GeneratedTable(element, size, size + chance.Below(4)));
        }

        plan.Globals.Add(new GeneratedGlobal(GeneratedType.I32, true, 0));
        for (var count = chance.Below(6); count > 0; count--)
        {
            plan.Globals.Add(new GeneratedGlobal(Type(plan, chance), chance.Below(4) > 0, chance.Bits()));
        }

        for (var count = chance.Below(3); count > 0; count--)
        {
            var bytes = new byte[chance.Below(20)];
            for (var index = 0; index < bytes.Length; index++)
            {
                bytes[index] = (byte)chance.Below(256);
            }

            plan.DataSegments.Add(bytes);
        }
    }
}
