namespace Lanner.Wit.Resolving;

/// <summary>Adds the interfaces to a world that its imports and exports stand on, and brings all into an order in which nothing comes
/// before what it needs.</summary>
internal sealed class WorldElaboration
{
    private readonly Dictionary<WitInterface, WitInterfaceItem> _explicitImports;
    private readonly Dictionary<WitInterface, WitInterfaceItem> _explicitExports;
    private readonly HashSet<WitInterface> _imported = [];
    private readonly HashSet<WitInterface> _exported = [];
    private readonly HashSet<WitInterface> _neededByExports = [];
    private readonly List<WitWorldItem> _imports = [];
    private readonly List<WitWorldItem> _exports = [];

    private WorldElaboration(List<WitWorldItem> imports, List<WitWorldItem> exports)
    {
        _explicitImports = ByInterface(imports);
        _explicitExports = ByInterface(exports);
    }

    /// <summary>Completes the imports and exports of a world.</summary>
    /// <param name="imports">The imports that the world asks for.</param>
    /// <param name="exports">The exports that the world asks for.</param>
    /// <param name="conflict">Makes the exception for an export that cannot be.</param>
    internal static (List<WitWorldItem> Imports, List<WitWorldItem> Exports) Elaborate(
        List<WitWorldItem> imports, List<WitWorldItem> exports, Func<string, WitException> conflict)
    {
        var elaboration = new WorldElaboration(imports, exports);

        // Types come first, so that functions never come before those that they are about.
        foreach (var item in imports.OrderBy(item => item is not WitTypeItem))
        {
            elaboration.AddImport(item);
        }

        foreach (var item in exports)
        {
            elaboration.AddExport(item, conflict);
        }

        return (elaboration._imports, elaboration._exports);
    }

    private static Dictionary<WitInterface, WitInterfaceItem> ByInterface(List<WitWorldItem> items) => items
        .OfType<WitInterfaceItem>()
        .Where(item => item.PlainName is null)
        .ToDictionary(item => item.Interface);

    private void AddImport(WitWorldItem item)
    {
        switch (item)
        {
            case WitInterfaceItem { PlainName: null, Interface: var imported }:
                AddImport(imported, item.Gate);
                return;
            case WitInterfaceItem { Interface: var imported }:
                AddDependencies(imported, item.Gate);
                break;
            case WitTypeItem { Type: WitAliasType { IsUse: true, Target: WitDefinedType { Owner: WitInterface owner } } }:
                AddImport(owner, item.Gate);
                break;
        }

        _imports.Add(item);
    }

    private void AddImport(WitInterface imported, WitGate gate)
    {
        if (_imported.Add(imported))
        {
            AddDependencies(imported, gate);
            _imports.Add(_explicitImports.GetValueOrDefault(imported) ?? new WitInterfaceItem(imported, null, null, gate, null));
        }
    }

    private void AddDependencies(WitInterface imported, WitGate gate)
    {
        foreach (var dependency in imported.Dependencies)
        {
            AddImport(dependency, gate);
        }
    }

    private void AddExport(WitWorldItem item, Func<string, WitException> conflict)
    {
        var isFine = item switch
        {
            WitInterfaceItem { PlainName: null, Interface: var exported } => TryAddExport(exported),
            WitInterfaceItem { Interface: var exported } =>
                exported.Dependencies.All(each => TryAddDependency(each, item.Gate, mayExport: true)),
            _ => true,
        };
        if (!isFine)
        {
            throw conflict(item.Name);
        }

        if (item is not WitInterfaceItem { PlainName: null })
        {
            _exports.Add(item);
        }
    }

    /// <summary>Exports an interface, after those that it stands on and that are exported as well.</summary>
    private bool TryAddExport(WitInterface exported)
    {
        if (_exported.Contains(exported))
        {
            return true;
        }

        var item = _explicitExports[exported];
        if (!exported.Dependencies.All(dependency => TryAddDependency(dependency, item.Gate, mayExport: true))
            || _neededByExports.Contains(exported))
        {
            return false;
        }

        _exported.Add(exported);
        _exports.Add(item);
        return true;
    }

    /// <summary>Adds an interface that an export stands on: the export of it if there is one, or else an import. What an import stands on
    /// can only be imported.</summary>
    private bool TryAddDependency(WitInterface dependency, WitGate gate, bool mayExport)
    {
        if (mayExport && _explicitExports.ContainsKey(dependency))
        {
            return TryAddExport(dependency);
        }

        if (_exported.Contains(dependency))
        {
            return false;
        }

        if (!_neededByExports.Add(dependency))
        {
            return true;
        }

        if (!dependency.Dependencies.All(each => TryAddDependency(each, gate, mayExport: false)))
        {
            return false;
        }

        AddImport(dependency, gate);
        return true;
    }
}
