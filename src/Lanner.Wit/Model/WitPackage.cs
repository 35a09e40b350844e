using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wit;

/// <summary>A package: interfaces and worlds under one name.</summary>
public sealed class WitPackage
{
    private readonly List<WitInterface> _interfaces = [];
    private readonly List<WitWorld> _worlds = [];
    private readonly Dictionary<string, WitInterface> _interfacesByName = [];
    private readonly Dictionary<string, WitWorld> _worldsByName = [];

    internal WitPackage(WitPackageName name, string? documentation)
    {
        Name = name;
        Documentation = documentation;
    }

    /// <summary>The name.</summary>
    public WitPackageName Name { get; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The interfaces. One comes after those that it stands on; else they are in the order of the source.</summary>
    public IReadOnlyList<WitInterface> Interfaces => _interfaces;

    /// <summary>The worlds. One comes after those that it includes; else they are in the order of the source.</summary>
    public IReadOnlyList<WitWorld> Worlds => _worlds;

    /// <summary>Finds an interface.</summary>
    /// <param name="name">Its name, such as <c>types</c>.</param>
    /// <param name="found">The interface.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindInterface(string name, [NotNullWhen(true)] out WitInterface? found) =>
        _interfacesByName.TryGetValue(name, out found);

    /// <summary>Finds a world.</summary>
    /// <param name="name">Its name, such as <c>command</c>.</param>
    /// <param name="found">The world.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFindWorld(string name, [NotNullWhen(true)] out WitWorld? found) => _worldsByName.TryGetValue(name, out found);

    /// <summary>The name.</summary>
    /// <returns>The name of the package.</returns>
    public override string ToString() => Name.ToString();

    internal void Add(WitInterface added)
    {
        _interfaces.Add(added);
        _interfacesByName.Add(added.Name!, added);
    }

    internal void Add(WitWorld added)
    {
        _worlds.Add(added);
        _worldsByName.Add(added.Name, added);
    }
}
