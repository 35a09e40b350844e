using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Resolves the members of a world.</summary>
internal sealed class WorldResolver(Resolver resolver, DefinitionUnit definition, WitWorld world)
{
    private readonly UniqueNames _exportNames = new();
    private readonly HashSet<WitInterface> _imported = [];
    private readonly HashSet<WitInterface> _exported = [];

    internal void Resolve(WorldNode node)
    {
        var scope = new TypeScope(resolver, definition, world);
        scope.DefineTypes(node.Members).ForEach(type => definition.ExplicitImports.Add(new WitTypeItem(type)));
        var open = node.Members.Where(IsOpen).ToList();
        foreach (var member in open.Where(member => member is not IncludeNode))
        {
            ResolveItem(member, scope);
        }

        foreach (var include in open.OfType<IncludeNode>())
        {
            var included = resolver.FindWorld(include.Path, definition.Scope);
            if (included.Package == definition.Package)
            {
                resolver.Gates.CheckStrength(
                    include.Prefix.Gate, included.Node.Prefix.Gate, include.Path.At, $"refers to `{include.Path}`");
            }

            resolver.Count(included.ExplicitImports.Items.Count + included.ExplicitExports.Items.Count, include.Path.At);
            WorldInclusion.Add(include, included, definition, world);
        }

        var (imports, exports) = WorldElaboration.Elaborate(
            definition.ExplicitImports.Items,
            definition.ExplicitExports.Items,
            name => node.Name.At.Error($"the world cannot export `{name}`, since exports would stand on an interface "
                + "both as it is imported and as it is exported"));
        resolver.Count(imports.Count + exports.Count, node.Name.At);
        world.SetItems(imports, exports);
    }

    private bool IsOpen(MemberNode member) => member switch
    {
        InterfaceItemNode item => IsOpen(item.Prefix, item.Path.At),
        InlineInterfaceNode inline => IsOpen(inline.Prefix, inline.Name.At),
        FunctionItemNode item => IsOpen(item.Prefix, item.Function.Name.At),
        IncludeNode include => IsOpen(include.Prefix, include.Path.At),
        _ => true,
    };

    private bool IsOpen(Prefix prefix, Location at) => !resolver.Gates.IsClosed(prefix.Gate, definition.Package, at);

    private void ResolveItem(MemberNode member, TypeScope scope)
    {
        switch (member)
        {
            case FunctionItemNode item:
                AddName(item.Function.Name, item.IsExport, scope);
                Add(new WitFunctionItem(scope.DefineFunction(item.Function)), item.IsExport);
                CheckGate(item.Prefix, item.Function.Name.At);
                break;
            case InlineInterfaceNode item:
                AddName(item.Name, item.IsExport, scope);
                var inline = new WitInterface(world.Package, name: null, documentation: null, WitGate.None);
                new InterfaceResolver(resolver, definition, inline).Resolve(item.Members, item.Name.At);
                var (documentation, gate, externalId) = item.Prefix;
                Add(new WitInterfaceItem(inline, item.Name.Text, documentation, gate, externalId), item.IsExport);
                CheckGate(item.Prefix, item.Name.At);
                break;
            case InterfaceItemNode item:
                ResolveInterface(item, scope);
                break;
        }
    }

    private void ResolveInterface(InterfaceItemNode item, TypeScope scope)
    {
        var found = resolver.FindInterface(item.Path, definition.Scope);
        if (item.PlainName is not null)
        {
            AddName(item.PlainName, item.IsExport, scope);
        }
        else if (!(item.IsExport ? _exported : _imported).Add(found.Interface!))
        {
            throw item.Path.At.Error($"the interface `{item.Path}` is {(item.IsExport ? "exported" : "imported")} twice");
        }

        CheckGate(item.Prefix, item.Path.At);
        if (found.Package == definition.Package)
        {
            resolver.Gates.CheckStrength(item.Prefix.Gate, found.Node.Prefix.Gate, item.Path.At, $"refers to `{item.Path}`");
        }

        var (documentation, gate, externalId) = item.Prefix;
        Add(new WitInterfaceItem(found.Interface!, item.PlainName?.Text, documentation, gate, externalId), item.IsExport);
    }

    private void CheckGate(Prefix prefix, Location at) =>
        resolver.Gates.CheckStrength(prefix.Gate, world.Gate, at, $"belongs to `{world.Name}`");

    /// <summary>Adds a plain name. Types are imports, and so share the names of these.</summary>
    private void AddName(Identifier name, bool isExport, TypeScope scope) =>
        (isExport ? _exportNames : scope.Names).Add(name, isExport ? "an export of this world" : "an import of this world");

    private void Add(WitWorldItem item, bool isExport) =>
        (isExport ? definition.ExplicitExports : definition.ExplicitImports).Add(item);
}
