using Lanner.Wit.Resolving;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Binary;

/// <summary>Reads a package from a component that exports a type for each interface and world.</summary>
internal sealed class PackageDecoder
{
    private readonly Dictionary<WitPackageName, WitPackage> _packages = [];
    private readonly Dictionary<(WitPackageName Package, string Name), WitInterface> _interfaces = [];
    private readonly Dictionary<WitTypeOwner, HashSet<string>> _names = [];
    private readonly HashSet<WitInterface> _exported = [];
    private readonly List<WitInterface> _exportedInOrder = [];
    private readonly List<DecodedWorld> _worlds = [];
    private WitPackage? _root;
    private int _items;

    internal static WitPackages Decode(ReadOnlySpan<byte> binary)
    {
        var decoder = new PackageDecoder();
        return decoder.Read(binary);
    }

    /// <summary>Finds the interface of a whole name, or makes it when it is named for the first time.</summary>
    internal WitInterface InterfaceOf(string qualifiedName)
    {
        if (!Names.TrySplitInterface(qualifiedName, out var package, out var name))
        {
            throw new WitException($"`{qualifiedName}` is not the name of an interface");
        }

        if (!_interfaces.TryGetValue((package, name), out var found))
        {
            found = new WitInterface(PackageOf(package), name, null, WitGate.None);
            _interfaces.Add((package, name), found);
        }

        return found;
    }

    /// <summary>Counts what is read, some of it again and again.</summary>
    internal void Count(int items)
    {
        _items += items;
        if (_items > Limits.Items)
        {
            throw new WitException("the package has too many items");
        }
    }

    /// <summary>Gives a name to what an interface or world gets, of which parts may stand in several scopes.</summary>
    internal void Claim(WitTypeOwner owner, string name)
    {
        if (!_names.TryGetValue(owner, out var names))
        {
            names = [];
            _names.Add(owner, names);
        }

        if (!names.Add(ScopeDecoder.CanonicalOf(name)))
        {
            throw new WitException($"`{owner}` has two items that are called `{name}`, capital letters aside");
        }
    }

    private WitPackage PackageOf(WitPackageName name)
    {
        if (!_packages.TryGetValue(name, out var package))
        {
            package = new WitPackage(name, null);
            _packages.Add(name, package);
        }

        return package;
    }

    private WitPackages Read(ReadOnlySpan<byte> binary)
    {
        var source = new ByteSource(binary, 0);
        if (!binary.StartsWith((ReadOnlySpan<byte>)[0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0]))
        {
            throw source.Error("the binary is no component");
        }

        source.Bytes(8);
        var types = new List<ComponentType?>();
        byte[]? metadata = null;
        while (!source.IsAtEnd)
        {
            var id = source.Byte();
            var section = source.Part();
            switch (id)
            {
                case ComponentTypeCodes.CustomSection:
                    if (section.Text() == PackageMetadata.SectionName)
                    {
                        metadata = section.Rest.ToArray();
                    }

                    continue;
                case ComponentTypeCodes.TypeSection:
                    for (var count = section.Count(); count > 0; count--)
                    {
                        types.Add(ComponentTypeReader.Read(ref section));
                    }

                    break;
                case ComponentTypeCodes.ExportSection:
                    for (var count = section.Count(); count > 0; count--)
                    {
                        ReadExport(ref section, types);
                    }

                    break;
                default:
                    throw section.Error("the component is no package: it has more than types");
            }

            if (!section.IsAtEnd)
            {
                throw section.Error("the section is longer than its contents");
            }
        }

        return Finish(metadata);
    }

    private void ReadExport(ref ByteSource section, List<ComponentType?> types)
    {
        var name = ComponentTypeReader.ReadName(ref section).Name;
        var sort = section.Byte();
        var index = section.Number();
        if (sort != ComponentTypeCodes.TypeSort || section.Byte() != 0 || index >= types.Count
            || types[(int)index] is not ScopeComponentType { IsInstance: false } component)
        {
            throw section.Error($"the export `{name}` is no interface or world");
        }

        ReadItem(name, component);

        // An exported type has an index of its own.
        types.Add(null);
    }

    /// <summary>Reads the component that stands for an interface or a world.</summary>
    private void ReadItem(string name, ScopeComponentType component)
    {
        var scope = new ScopeDecoder(this, component);
        var export = scope.ReadWrapper();
        if (!Names.TrySplitInterface(export.Name.Name, out var package, out var item) || item != name)
        {
            throw new WitException($"`{name}` exports `{export.Name.Name}`, which is not its name");
        }

        _root ??= PackageOf(package);
        if (_root.Name != package)
        {
            throw new WitException($"the binary has items of `{_root.Name}` and of `{package}`");
        }

        if (export.Type.Kind == ExternKind.Instance)
        {
            var target = InterfaceOf(export.Name.Name);
            scope.ReadInstance(export.Type, target);
            if (!_exported.Add(target))
            {
                throw new WitException($"`{export.Name.Name}` is there twice");
            }

            _exportedInOrder.Add(target);
            return;
        }

        if (_root.TryFindWorld(name, out _))
        {
            throw new WitException($"`{export.Name.Name}` is there twice");
        }

        var world = new WitWorld(_root, name, null, WitGate.None);
        _root.Add(world);
        _worlds.Add(scope.ReadWorld(export.Type, world));
    }

    private WitPackages Finish(byte[]? metadata)
    {
        if (_root is null)
        {
            throw new WitException("the binary has no interface and no world");
        }

        AddInterfaces();
        OrderInterfaces();
        foreach (var (world, imports, exports) in _worlds)
        {
            var (allImports, allExports) = WorldElaboration.Elaborate(
                imports, exports, name => new WitException($"the world `{world.Name}` exports `{name}` in a way that cannot be"));
            Count(allImports.Count + allExports.Count);
            world.SetItems(allImports, allExports);
        }

        if (metadata is not null)
        {
            PackageMetadataReader.Read(metadata, _root);
        }

        return new WitPackages(_root, OrderPackages());
    }

    /// <summary>Adds the interfaces to their packages: those that the binary exports in that order, then those that they mention.</summary>
    private void AddInterfaces()
    {
        var names = new HashSet<(WitPackage Package, string Name)>();
        foreach (var each in _exportedInOrder.Concat(_interfaces.Values.Where(other => !_exported.Contains(other))))
        {
            AddName(each.Package, each.Name!);
            each.Package.Add(each);
        }

        foreach (var (world, _, _) in _worlds)
        {
            AddName(world.Package, world.Name);
        }

        void AddName(WitPackage package, string name)
        {
            if (!names.Add((package, Names.Canonical(name))))
            {
                throw new WitException($"`{package.Name}` has two items that are called `{name}`, capital letters aside");
            }
        }
    }

    /// <summary>Checks that no interface stands on itself, and finds how long the chains are.</summary>
    private void OrderInterfaces()
    {
        var all = _packages.Values
            .SelectMany(package => package.Interfaces)
            .Concat(_worlds.SelectMany(world => world.Imports.Concat(world.Exports))
                .OfType<WitInterfaceItem>()
                .Select(item => item.Interface))
            .Distinct()
            .ToList();
        var indices = all.Select((each, index) => (each, index)).ToDictionary(pair => pair.each, pair => pair.index);
        var dependencies = all.Select(each => each.Dependencies.Select(dependency => indices[dependency]).ToHashSet()).ToList();
        var order = DependencyOrder.Find(dependencies, out var cycle)
            ?? throw new WitException(
                $"interfaces depend on each other: {DependencyOrder.Describe(cycle, index => all[index].ToString())}");
        foreach (var each in order.Select(index => all[index]))
        {
            each.Depth = 1 + each.Dependencies.Select(dependency => dependency.Depth).DefaultIfEmpty().Max();
            if (each.Depth > Limits.Depth)
            {
                throw new WitException("the chain of interfaces that use each other is too long");
            }
        }
    }

    private List<WitPackage> OrderPackages()
    {
        // The root is first, so that nothing of it comes before it has to.
        var all = _packages.Values.ToList();
        var indices = all.Select((each, index) => (each, index)).ToDictionary(pair => pair.each, pair => pair.index);
        var dependencies = all
            .Select(package => DependenciesOf(package).Where(other => other != package).Select(other => indices[other]).ToHashSet())
            .ToList();
        var order = DependencyOrder.Find(dependencies, out var cycle)
            ?? throw new WitException(
                $"packages depend on each other: {DependencyOrder.Describe(cycle, index => all[index].Name.ToString())}");
        return [.. order.Select(index => all[index])];
    }

    private static IEnumerable<WitPackage> DependenciesOf(WitPackage package)
    {
        var interfaces = package.Worlds
            .SelectMany(world => world.Imports.Concat(world.Exports))
            .OfType<WitInterfaceItem>()
            .Select(item => item.Interface)
            .ToHashSet();
        return interfaces
            .Select(each => each.Package)
            .Concat(package.Interfaces.Concat(interfaces).SelectMany(each => each.Dependencies).Select(each => each.Package))
            .Distinct();
    }
}

/// <summary>A world whose imports and exports are read, but not yet brought into order.</summary>
internal sealed record DecodedWorld(WitWorld World, List<WitWorldItem> Imports, List<WitWorldItem> Exports);
