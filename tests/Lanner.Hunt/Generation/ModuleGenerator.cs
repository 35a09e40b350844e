namespace Lanner.Hunt.Generation;

/// <summary>A generated module.</summary>
/// <param name="Bytes">The module in the binary format.</param>
/// <param name="Entries">The functions that the host can call: names and the types of parameters and results, all of them numbers.</param>
/// <param name="MemoryNames">Exported memories.</param>
/// <param name="GlobalNames">Exported globals, all of them numbers.</param>
/// <param name="IsDeterministic">True if results are the same only in deterministic engines.</param>
internal sealed record GeneratedModule(
    byte[] Bytes, (string Name, GeneratedSignature Signature)[] Entries, string[] MemoryNames, string[] GlobalNames, bool IsDeterministic)
{
    /// <summary>Integers around which, and around whose sums, each entry may do something else; empty when arguments are as good as
    /// any.</summary>
    internal IReadOnlyList<ulong>[] Hints { get; init; } = [];

    /// <summary>The number of times that each entry is called.</summary>
    internal int Rounds { get; init; } = 3;
}

/// <summary>Makes modules of everything: any declarations, any instructions.</summary>
internal sealed class ModuleGenerator : IModuleGenerator
{
    /// <summary>The number of functions and rounds of loops that one call of the host may enter.</summary>
    private const int FuelOfCall = 200;

    public string Name => "any";

    public GeneratedModule Generate(Chance chance)
    {
        var plan = PlanMaker.Make(chance);
        var bodies = new List<byte[]>();
        foreach (var signature in plan.Functions)
        {
            bodies.Add(BodyGenerator.Generate(plan, chance, signature));
        }

        var entries = new List<(string Name, GeneratedSignature Signature)>();
        for (var index = 0; index < plan.Functions.Count; index++)
        {
            var called = plan.Functions[index];
            var entry = new GeneratedSignature(
                [.. called.Parameters.Where(type => type.IsNumber)], [.. called.Results.Where(type => type.IsNumber)]);
            bodies.Add(BodyGenerator.GenerateEntry(plan, chance, entry, ModulePlan.Imports.Length + index, FuelOfCall));
            entries.Add(($"call{index}", entry));
        }

        return ModuleWriter.Write(plan, bodies, entries);
    }
}
