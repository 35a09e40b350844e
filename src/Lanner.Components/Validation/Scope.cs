using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>The type of a core instance: what it exports.</summary>
internal sealed record CoreInstanceType(IReadOnlyDictionary<string, ExternalType> Exports);

/// <summary>The index spaces of a component, a component type or an instance type, as far as they are filled (Explainer.md, "Index
/// Spaces"), and what the rules need to remember of it.</summary>
internal sealed class Scope
{
    internal Scope(ScopeKind kind, Scope? parent, TypeWork work)
    {
        Kind = kind;
        Parent = parent;
        ImportedTypes = new ExternalVisibility(around: null, work);
        ExportedTypes = new ExternalVisibility(ImportedTypes, work);
    }

    internal ScopeKind Kind { get; }

    internal Scope? Parent { get; }

    /// <summary>The core functions, tables, memories, globals and tags, by kind.</summary>
    internal List<ExternalType>[] CoreItems { get; } = [[], [], [], [], []];

    /// <summary>The core types; null for one that is the type of a module.</summary>
    internal List<DefinedType?> CoreTypes { get; } = [];

    /// <summary>The types of modules among the core types; null for the others.</summary>
    internal List<CoreModuleType?> CoreModuleTypes { get; } = [];

    internal List<CoreModuleType> CoreModules { get; } = [];

    internal List<CoreInstanceType> CoreInstances { get; } = [];

    internal List<DefinitionType> Types { get; } = [];

    internal List<ComponentFunctionType> Functions { get; } = [];

    internal List<ComponentInstanceType> Instances { get; } = [];

    internal List<ComponentType> Components { get; } = [];

    internal List<ComponentValueType> Values { get; } = [];

    /// <summary>Says of each value whether it was used, as each must be once.</summary>
    internal List<bool> UsedValues { get; } = [];

    /// <summary>The options of the canonical definitions, by the arrays that they were read into.</summary>
    internal Dictionary<CanonicalOption[], CanonicalOptions> CanonicalOptions { get; } = new(ReferenceEqualityComparer.Instance);

    internal List<ComponentExtern> Imports { get; } = [];

    internal List<ComponentExtern> Exports { get; } = [];

    internal NameContext ImportNames { get; } = new("import");

    internal NameContext ExportNames { get; } = new("export");

    internal ExternalVisibility ImportedTypes { get; }

    internal ExternalVisibility ExportedTypes { get; }

    /// <summary>The resources that imports bring.</summary>
    internal List<ResourcePath> ImportedResources { get; } = [];

    /// <summary>The resources that exports make, of a type; or that are exported, of a component.</summary>
    internal List<ResourcePath> ExportedResources { get; } = [];

    /// <summary>The resources that come to be in the scope, but not by import: no import can speak of them.</summary>
    internal HashSet<ResourceIdentity> OwnResources { get; } = [];

    /// <summary>Those of <see cref="OwnResources"/> that are exported by name.</summary>
    internal HashSet<ResourceIdentity> NamedResources { get; } = [];

    /// <summary>The resources that the component defines.</summary>
    internal HashSet<ResourceIdentity> DefinedResources { get; } = [];

    /// <summary>The type of the slots of <c>context.get</c> and <c>context.set</c>, once one of them has named it.</summary>
    internal byte? ContextType { get; set; }

    internal void AddCoreType(DefinedType? type, CoreModuleType? module)
    {
        CoreTypes.Add(type);
        CoreModuleTypes.Add(module);
    }

    internal List<ExternalType> CoreItemsOf(Sort sort) => CoreItems[sort - Sort.CoreFunction];

    /// <summary>An entry of an index space.</summary>
    internal static T Get<T>(List<T> space, Sort sort, uint index, int offset) =>
        index < (uint)space.Count
            ? space[(int)index]
            : throw new InvalidModuleException(
                $"unknown {sort.Noun()} {index}: {(sort is Sort.CoreType ? "core " : "")}{sort.Noun()} index out of bounds, where "
                + $"{space.Count} are defined", offset);
}
