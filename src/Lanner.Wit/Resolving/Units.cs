using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>A package while it is resolved.</summary>
internal sealed class PackageUnit(PackageHeader header, bool isRoot)
{
    internal PackageHeader Header { get; } = header;

    internal bool IsRoot { get; } = isRoot;

    internal string? Documentation { get; set; }

    internal List<ScopeUnit> Scopes { get; } = [];

    /// <summary>The interfaces and worlds of all files, in order.</summary>
    internal List<DefinitionUnit> Definitions { get; } = [];

    internal Dictionary<string, DefinitionUnit> DefinitionsByName { get; } = [];

    /// <summary>The result, from when the package's turn comes.</summary>
    internal WitPackage Package { get; set; } = null!;

    /// <summary>The version by which gates are judged.</summary>
    internal WitVersion? TargetVersion { get; set; }

    /// <summary>Tells whether another unit has the same contents, files and comments aside.</summary>
    internal bool HasSameContents(PackageUnit other) => Texts().SequenceEqual(other.Texts());

    private IEnumerable<string> Texts() => Scopes.SelectMany(scope => scope.Node.Texts).Order(StringComparer.Ordinal);
}

/// <summary>A file of a package, or the block of a nested package, while it is resolved.</summary>
internal sealed class ScopeUnit(PackageUnit package, ScopeNode node)
{
    internal PackageUnit Package { get; } = package;

    internal ScopeNode Node { get; } = node;

    internal Dictionary<string, PathNode> Uses { get; } = [];
}

/// <summary>An interface or a world while it is resolved.</summary>
internal sealed class DefinitionUnit(ScopeUnit scope, ItemNode node)
{
    internal ScopeUnit Scope { get; } = scope;

    internal PackageUnit Package => Scope.Package;

    internal ItemNode Node { get; } = node;

    /// <summary>True when the gate is closed.</summary>
    internal bool IsExcluded { get; set; }

    internal WitInterface? Interface { get; set; }

    internal WitWorld? World { get; set; }

    /// <summary>The names of the types that closed gates leave out.</summary>
    internal HashSet<string> ExcludedTypes { get; } = [];

    /// <summary>The imports of a world that it or what it includes asks for.</summary>
    internal WorldItems ExplicitImports { get; } = new();

    /// <summary>The exports of a world that it or what it includes asks for.</summary>
    internal WorldItems ExplicitExports { get; } = new();

    internal string Describe() => Node is WorldNode ? "world" : "interface";
}

/// <summary>Imports or exports of a world.</summary>
internal sealed class WorldItems
{
    private readonly Dictionary<string, WitWorldItem> _byName = [];

    internal List<WitWorldItem> Items { get; } = [];

    internal void Add(WitWorldItem item)
    {
        Items.Add(item);
        _byName.Add(Names.Canonical(item.Name), item);
    }

    /// <summary>Finds the item whose name differs from another in small and capital letters at most.</summary>
    internal WitWorldItem? Find(string name) => _byName.GetValueOrDefault(Names.Canonical(name));
}
