using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Makes the model of parsed files: finds what each name stands for, and checks the rules.</summary>
internal sealed class Resolver
{
    private readonly Dictionary<WitPackageName, PackageUnit> _packages;
    private readonly IReadOnlyList<PackageUnit> _inOrder;
    private int _items;

    private Resolver(IReadOnlyList<PackageUnit> packages, WitOptions options)
    {
        _inOrder = packages;
        _packages = packages.ToDictionary(package => package.Header.Name);
        Gates = new GateKeeper(options);
    }

    internal GateKeeper Gates { get; }

    /// <summary>Resolves packages.</summary>
    /// <returns>The packages, each after those that it depends on, and the root.</returns>
    internal static WitPackages Resolve(IReadOnlyList<PackageUnit> packages, WitOptions options)
    {
        var resolver = new Resolver(packages, options);
        var ordered = resolver.OrderPackages().Select(resolver.ResolvePackage).ToList();
        return new WitPackages(packages[0].Package, ordered);
    }

    /// <summary>Finds the interface or world that a path names.</summary>
    internal DefinitionUnit Find(PathNode path, ScopeUnit scope)
    {
        // A use may lead to another one; they cannot lead around in circles for longer than there are uses. One that leads to its own name
        // means the package's item.
        for (var steps = 0; path.Package is null && scope.Uses.TryGetValue(path.Name, out var used); steps++)
        {
            if (steps > scope.Uses.Count)
            {
                throw path.At.Error($"the use `{path.Name}` leads to itself");
            }

            var isOwnName = used.Package is null && used.Name == path.Name;
            path = used;
            if (isOwnName)
            {
                break;
            }
        }

        var package = scope.Package;
        if (path.Package is not null && !_packages.TryGetValue(path.Package, out package))
        {
            throw path.At.Error($"the package `{path.Package}` is not there{SimilarPackages(path.Package)}");
        }

        return package.DefinitionsByName.GetValueOrDefault(path.Name)
            ?? throw path.At.Error($"the package `{package.Header.Name}` has no interface or world `{path.Name}`");
    }

    /// <summary>Finds the interface that a path names, whose gate must be open.</summary>
    internal DefinitionUnit FindInterface(PathNode path, ScopeUnit scope)
    {
        var found = Find(path, scope);
        return found.Node is not InterfaceNode
            ? throw path.At.Error($"`{path}` is a world, not an interface")
            : found.IsExcluded ? throw path.At.Error(GateKeeper.Closed($"the interface `{path}`", found.Node.Prefix.Gate)) : found;
    }

    /// <summary>Finds the world that a path names, whose gate must be open.</summary>
    internal DefinitionUnit FindWorld(PathNode path, ScopeUnit scope)
    {
        var found = Find(path, scope);
        return found.Node is not WorldNode
            ? throw path.At.Error($"`{path}` is an interface, not a world")
            : found.IsExcluded ? throw path.At.Error(GateKeeper.Closed($"the world `{path}`", found.Node.Prefix.Gate)) : found;
    }

    /// <summary>Counts items that repeat what stands elsewhere, of which short files can ask for very many.</summary>
    internal void Count(int items, Location at)
    {
        _items += items;
        if (_items > Limits.Items)
        {
            throw at.Error("the worlds have too many imports and exports");
        }
    }

    private string SimilarPackages(WitPackageName name)
    {
        var similar = _inOrder
            .Select(package => package.Header.Name)
            .Where(other => other.Namespace == name.Namespace && other.Name == name.Name)
            .Take(5)
            .Select(other => $"`{other}`")
            .ToList();
        return similar.Count == 0 ? "" : $"; {string.Join(", ", similar)} {(similar.Count == 1 ? "is" : "are")}";
    }

    /// <summary>Orders packages so that each comes after those that it refers to.</summary>
    private List<PackageUnit> OrderPackages()
    {
        var indices = _inOrder.Select((package, index) => (package, index)).ToDictionary(pair => pair.package, pair => pair.index);
        var places = new Dictionary<(int From, int To), PathNode>();
        var dependencies = new List<HashSet<int>>();
        foreach (var package in _inOrder)
        {
            var found = new HashSet<int>();
            foreach (var (path, scope) in PathsOf(package))
            {
                var index = indices[Find(path, scope).Package];
                if (_inOrder[index] != package && found.Add(index))
                {
                    places.Add((indices[package], index), path);
                }
            }

            dependencies.Add(found);
        }

        var order = DependencyOrder.Find(dependencies, out var cycle);
        return order is not null
            ? [.. order.Select(index => _inOrder[index])]
            : throw places[(cycle[0], cycle[1 % cycle.Count])].At.Error(
                $"packages depend on each other: {DependencyOrder.Describe(cycle, index => _inOrder[index].Header.Name.ToString())}");
    }

    private static IEnumerable<(PathNode Path, ScopeUnit Scope)> PathsOf(PackageUnit package)
    {
        var uses = package.Scopes.SelectMany(scope => scope.Uses.Values.Select(path => (path, scope)));
        var references = package.Definitions.SelectMany(definition => PathsOf(definition).Select(path => (path, definition.Scope)));
        return uses.Concat(references);
    }

    private static IEnumerable<PathNode> PathsOf(DefinitionUnit definition) => definition.Node switch
    {
        InterfaceNode node => PathsOf(node.Members),
        WorldNode node => PathsOf(node.Members),
        _ => [],
    };

    private static IEnumerable<PathNode> PathsOf(List<MemberNode> members)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case UseNode use:
                    yield return use.Path;
                    break;
                case IncludeNode include:
                    yield return include.Path;
                    break;
                case InterfaceItemNode item:
                    yield return item.Path;
                    break;
                case InlineInterfaceNode inline:
                    foreach (var use in inline.Members.OfType<UseNode>())
                    {
                        yield return use.Path;
                    }

                    break;
            }
        }
    }

    private WitPackage ResolvePackage(PackageUnit unit)
    {
        Gates.IsRoot = unit.IsRoot;
        unit.TargetVersion = Gates.TargetVersionOf(unit);
        unit.Package = new WitPackage(unit.Header.Name with { Version = unit.TargetVersion }, unit.Documentation);
        foreach (var definition in unit.Definitions)
        {
            definition.IsExcluded = Gates.IsClosed(definition.Node.Prefix.Gate, unit, definition.Node.Name.At);
            if (definition is { IsExcluded: true, Node: InterfaceNode node })
            {
                Gates.CheckClosed(node.Members.OfType<TypeDefinitionNode>().Select(type => (type.Name, type.Prefix)), node.Name, unit);
            }
        }

        foreach (var (path, scope) in unit.Scopes.SelectMany(scope => scope.Uses.Values.Select(path => (path, scope))))
        {
            if (Find(path, scope).Node is not InterfaceNode)
            {
                throw path.At.Error($"`{path}` is a world, which has no other name in a file; it is included by its whole name");
            }
        }

        foreach (var definition in OrderDefinitions(unit).Where(definition => !definition.IsExcluded))
        {
            switch (definition.Node)
            {
                case InterfaceNode node:
                    definition.Interface = new WitInterface(unit.Package, node.Name.Text, node.Prefix.Documentation, node.Prefix.Gate);
                    new InterfaceResolver(this, definition, definition.Interface).Resolve(node.Members, node.Name.At);
                    unit.Package.Add(definition.Interface);
                    break;
                case WorldNode node:
                    definition.World = new WitWorld(unit.Package, node.Name.Text, node.Prefix.Documentation, node.Prefix.Gate);
                    new WorldResolver(this, definition, definition.World).Resolve(node);
                    unit.Package.Add(definition.World);
                    break;
            }
        }

        return unit.Package;
    }

    private List<DefinitionUnit> OrderDefinitions(PackageUnit unit)
    {
        var indices = unit.Definitions.Select((each, index) => (each, index)).ToDictionary(pair => pair.each, pair => pair.index);
        var places = new Dictionary<(int From, int To), PathNode>();
        var dependencies = new List<HashSet<int>>();
        foreach (var definition in unit.Definitions)
        {
            var found = new HashSet<int>();
            foreach (var path in PathsOf(definition))
            {
                if (indices.TryGetValue(Find(path, definition.Scope), out var index) && found.Add(index))
                {
                    places.Add((indices[definition], index), path);
                }
            }

            dependencies.Add(found);
        }

        var order = DependencyOrder.Find(dependencies, out var cycle);
        return order is not null
            ? [.. order.Select(index => unit.Definitions[index])]
            : throw places[(cycle[0], cycle[1 % cycle.Count])].At.Error("interfaces or worlds depend on each other: "
                + DependencyOrder.Describe(cycle, index => unit.Definitions[index].Node.Name.Text));
    }
}
