namespace Lanner.Hunt.Generation;

/// <summary>Makes modules that are valid by construction, from the decisions of a <see cref="Chance"/>.</summary>
internal interface IModuleGenerator
{
    /// <summary>The name that it is asked for by.</summary>
    string Name { get; }

    GeneratedModule Generate(Chance chance);
}

/// <summary>All generators.</summary>
internal static class ModuleGenerators
{
    /// <summary>The name for all of them in turn, seed by seed.</summary>
    internal const string Mix = "mix";

    internal static readonly IModuleGenerator[] All =
    [
        new ModuleGenerator(),
        new PatternModuleGenerator("constants", [Pattern.Constants]),
        new PatternModuleGenerator("equal-operands", [Pattern.EqualOperands]),
        new PatternModuleGenerator("narrow-loads", [Pattern.NarrowLoads]),
        new PatternModuleGenerator("complements", [Pattern.Complements]),
        new PatternModuleGenerator("rotations", [Pattern.Rotations]),
        new PatternModuleGenerator("vectors", [Pattern.Vectors]),
        new PatternModuleGenerator("indices", [Pattern.Indices]),
        new PatternModuleGenerator("tail-calls", [Pattern.TailCalls]),
        new PatternModuleGenerator("steps", [Pattern.Steps]),
        new PatternModuleGenerator("accesses", [Pattern.Accesses]),
        new PatternModuleGenerator("atomics", [Pattern.Atomics]),
        new PatternModuleGenerator("signs", [Pattern.Signs]),
        new PatternModuleGenerator("patterns", Enum.GetValues<Pattern>()),
    ];

    /// <summary>The generators of a name: one, or all for <see cref="Mix"/>.</summary>
    /// <exception cref="ArgumentException">There is none of the name.</exception>
    internal static IModuleGenerator[] Named(string name) => name == Mix
        ? All
        : [Array.Find(All, generator => generator.Name == name)
            ?? throw new ArgumentException(
                $"There is no generator \"{name}\", only {Mix}, {string.Join(", ", All.Select(generator => generator.Name))}.",
                nameof(name))];
}
