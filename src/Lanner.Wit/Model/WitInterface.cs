using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wit;

/// <summary>An interface: types and functions.</summary>
public sealed class WitInterface : WitTypeOwner
{
    private readonly List<WitFunction> _functions = [];
    private readonly Dictionary<string, WitFunction> _functionsByName = [];
    private List<WitInterface>? _dependencies;

    internal WitInterface(WitPackage package, string? name, string? documentation, WitGate gate)
        : base(package, documentation, gate) => Name = name;

    /// <summary>The name, such as <c>types</c>, or null when the interface is written inside a world.</summary>
    public string? Name { get; }

    /// <summary>The whole name, such as <c>wasi:http/types@0.2.0</c>, or null when the interface is written inside a world.</summary>
    public string? QualifiedName => Name is null ? null : Package.Name.NameOf(Name);

    /// <summary>The functions that belong to no resource.</summary>
    public IReadOnlyList<WitFunction> Functions => _functions;

    /// <summary>The functions, those of resources first.</summary>
    public IEnumerable<WitFunction> AllFunctions => Types.OfType<WitResourceType>().SelectMany(type => type.Functions).Concat(_functions);

    /// <summary>The interfaces whose types this interface uses directly, each once.</summary>
    public IReadOnlyList<WitInterface> Dependencies => _dependencies ??= [.. Types
        .OfType<WitAliasType>()
        .Where(type => type.IsUse)
        .Select(type => (WitInterface)((WitDefinedType)type.Target).Owner)
        .Distinct()];

    /// <summary>Finds a function that belongs to no resource.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="found">The function.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindFunction(string name, [NotNullWhen(true)] out WitFunction? found) => _functionsByName.TryGetValue(name, out found);

    /// <summary>The name.</summary>
    /// <returns>The whole name, or a note that there is none.</returns>
    public override string ToString() => QualifiedName ?? "(inline interface)";

    /// <summary>The length of the chain of interfaces that this one stands on.</summary>
    internal int Depth { get; set; }

    internal override void Add(WitDefinedType added)
    {
        base.Add(added);
        _dependencies = null;
    }

    internal void Add(WitFunction added)
    {
        _functions.Add(added);
        _functionsByName.Add(added.Name, added);
    }
}
