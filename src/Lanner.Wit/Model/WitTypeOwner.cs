using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wit;

/// <summary>An interface or a world: what types are defined in.</summary>
public abstract class WitTypeOwner
{
    private readonly List<WitDefinedType> _types = [];
    private readonly Dictionary<string, WitDefinedType> _typesByName = [];

    private protected WitTypeOwner(WitPackage package, string? documentation, WitGate gate)
    {
        Package = package;
        Documentation = documentation;
        Gate = gate;
    }

    /// <summary>The package.</summary>
    public WitPackage Package { get; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The gate.</summary>
    public WitGate Gate { get; internal set; }

    /// <summary>The types, those that come through <c>use</c> included. A type comes after those that it is made of.</summary>
    public IReadOnlyList<WitDefinedType> Types => _types;

    /// <summary>Finds a type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="found">The type.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindType(string name, [NotNullWhen(true)] out WitDefinedType? found) => _typesByName.TryGetValue(name, out found);

    internal virtual void Add(WitDefinedType added)
    {
        _types.Add(added);
        _typesByName.Add(added.Name, added);
    }
}
