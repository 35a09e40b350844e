namespace Lanner.Hunt.Generation;

/// <summary>Kinds of code that optimisers have been wrong about.</summary>
internal enum Pattern
{
    /// <summary>Special constants as operands, by all ways from the constant to the instruction.</summary>
    Constants,

    /// <summary>The same value as several operands.</summary>
    EqualOperands,

    /// <summary>Loads of fewer bits than the value has, and what is done with them.</summary>
    NarrowLoads,

    /// <summary>Complements and negations of comparisons, and branches on them.</summary>
    Complements,

    /// <summary>Two shifts put together, as a rotation is written or nearly so.</summary>
    Rotations,

    /// <summary>Lanes that are moved, selected by comparisons, and put together.</summary>
    Vectors,

    /// <summary>Arithmetic and tests before an access by an index.</summary>
    Indices,

    /// <summary>Functions that call themselves in tail position.</summary>
    TailCalls,

    /// <summary>Loops with multiples of variables that go up in steps.</summary>
    Steps,

    /// <summary>Loads whose value hardly matters, near the end of the memory.</summary>
    Accesses,

    /// <summary>Atomic instructions beside others that take registers of their own.</summary>
    Atomics,

    /// <summary>Sums behind comparisons, of which the sign matters.</summary>
    Signs,
}

/// <summary>Makes modules of many small functions, most of which show one of some patterns.</summary>
internal sealed class PatternModuleGenerator(string name, Pattern[] patterns) : IModuleGenerator
{
    public string Name => name;

    public GeneratedModule Generate(Chance chance)
    {
        var plan = PatternPlan.Make(chance);
        var bodies = new List<byte[]>();
        foreach (var signature in plan.Functions)
        {
            bodies.Add(PatternWriter.WriteHelper(plan, chance, signature));
        }

        var entries = new List<(string, GeneratedSignature)>();
        var hints = new List<IReadOnlyList<ulong>>();
        for (var count = 1 + chance.Below(16); count > 0; count--)
        {
            var ownIndex = ModulePlan.Imports.Length + bodies.Count;
            var writer = PatternWriter.Begin(plan, chance, patterns, chance.Of(patterns), ownIndex);
            entries.Add(($"call{entries.Count}", writer.Signature));
            bodies.Add(writer.Write());
            hints.Add(writer.Hints);
        }

        return ModuleWriter.Write(plan, bodies, entries) with { Hints = [.. hints], Rounds = 10 };
    }
}
