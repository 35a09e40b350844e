using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Adds the imports and exports of an included world to those of another.</summary>
internal sealed class WorldInclusion
{
    private readonly IncludeNode _include;
    private readonly DefinitionUnit _target;
    private readonly WitWorld _world;
    private readonly Dictionary<string, Identifier> _renames;
    private readonly HashSet<string> _used = [];
    private readonly TypeCloner _cloner;

    private readonly bool _isForeign;

    private WorldInclusion(IncludeNode include, DefinitionUnit included, DefinitionUnit target, WitWorld world)
    {
        _isForeign = included.Package != target.Package;
        _include = include;
        _target = target;
        _world = world;
        _cloner = new TypeCloner(world, GateOf);
        _renames = [];
        foreach (var name in include.Names)
        {
            if (!_renames.TryAdd(name.Original.Text, name.Name))
            {
                throw name.Original.At.Error($"`{name.Original.Text}` is renamed twice");
            }
        }
    }

    /// <summary>Adds what a world has to another.</summary>
    /// <param name="include">The statement.</param>
    /// <param name="included">The world that is included.</param>
    /// <param name="target">The other world's definition, which gets the imports and exports.</param>
    /// <param name="world">The other world, which gets the types.</param>
    internal static void Add(IncludeNode include, DefinitionUnit included, DefinitionUnit target, WitWorld world)
    {
        var inclusion = new WorldInclusion(include, included, target, world);
        inclusion.Add(included.ExplicitImports, target.ExplicitImports, "import");
        inclusion.Add(included.ExplicitExports, target.ExplicitExports, "export");
        foreach (var name in include.Names)
        {
            if (!inclusion._used.Contains(name.Original.Text))
            {
                throw name.Original.At.Error(
                    $"the world `{include.Path}` has no import or export of the plain name `{name.Original.Text}`; "
                    + "names of interfaces cannot be changed");
            }
        }
    }

    private void Add(WorldItems items, WorldItems target, string kind)
    {
        foreach (var item in items.Items)
        {
            var isPlain = item is not WitInterfaceItem { PlainName: null };
            var rename = isPlain ? _renames.GetValueOrDefault(item.Name) : null;
            if (rename is not null)
            {
                _used.Add(item.Name);
            }

            var name = rename?.Text ?? item.Name;
            var existing = target.Find(name);
            if (existing is null)
            {
                target.Add(Copy(item, name));
            }
            else if (isPlain && !TryShare(item, existing))
            {
                throw (rename?.At ?? _include.Path.At).Error(
                    $"the world `{_target.Node.Name.Text}` already has an {kind} `{existing.Name}`, beside `{name}` of `{_include.Path}`");
            }
        }
    }

    /// <summary>Takes a type that the world has already for that of the included one, if both are the same interface's.</summary>
    private bool TryShare(WitWorldItem item, WitWorldItem existing)
    {
        if (item is not WitTypeItem { Type: WitAliasType { IsUse: true } included }
            || existing is not WitTypeItem { Type: WitAliasType { IsUse: true } present }
            || included.Target != present.Target
            || included.Name != present.Name)
        {
            return false;
        }

        _cloner.Share(included, present);
        return true;
    }

    private WitWorldItem Copy(WitWorldItem item, string name)
    {
        switch (item)
        {
            case WitTypeItem { Type: var type }:
                var clone = _cloner.Clone(type, name);
                _world.Add(clone);
                return new WitTypeItem(clone);
            case WitFunctionItem { Function: var function }:
                return new WitFunctionItem(_cloner.Clone(function, name, resource: null));
            case WitInterfaceItem plain:
                var wrapped = plain.Interface.Name is null ? Copy(plain.Interface) : plain.Interface;
                return new WitInterfaceItem(
                    wrapped, plain.PlainName is null ? null : name, plain.Documentation, GateOf(plain.Gate), plain.ExternalId);
            default:
                throw new ArgumentException("the item is of no known kind", nameof(item));
        }
    }

    /// <summary>Makes an interface that is written inside the included world anew, since gates in it can change.</summary>
    private WitInterface Copy(WitInterface inline)
    {
        var copy = new WitInterface(_world.Package, null, null, WitGate.None) { Depth = inline.Depth };

        // What has a gate of its own inside an import that has one stays as it is in the same package.
        var cloner = new TypeCloner(copy, gate => _isForeign ? WitGate.None : gate);
        foreach (var type in inline.Types)
        {
            copy.Add(cloner.Clone(type, type.Name));
        }

        foreach (var function in inline.Functions)
        {
            copy.Add(cloner.Clone(function, function.Name, resource: null));
        }

        return copy;
    }

    /// <summary>The gate that an item gets in the world that includes it, where gates of other packages mean nothing.</summary>
    private WitGate GateOf(WitGate gate) => _isForeign || gate == WitGate.None ? _include.Prefix.Gate : gate;
}
