using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <content>Imports and exports (Binary.md, "Import and Export Definitions").</content>
internal sealed partial class ComponentValidator
{
    /// <summary>The type that an import or export is declared with. A type stands for itself, under a name of its own; an abstract one is
    /// new.</summary>
    private ResolvedExtern ResolveExternType(ExternType type, int offset)
    {
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                return new(type.Kind, Scope.Get(_scope.CoreModuleTypes, Sort.CoreType, type.Index, offset)
                    ?? throw Invalid($"core type index {type.Index} is not a module type", offset));
            case ComponentExternKind.Value when type.ValueType is { } valueType:
                return new(type.Kind, ResolveValueType(valueType, offset));
            case ComponentExternKind.Value:
                return new(type.Kind, Scope.Get(_scope.Values, Sort.Value, type.Index, offset));
            case ComponentExternKind.Type when type.IsAbstract:
                return new(type.Kind, new ResourceType(new ResourceIdentity()), IsNew: true);
        }

        var definition = Scope.Get(_scope.Types, Sort.Type, type.Index, offset);
        var (isRight, what) = type.Kind switch
        {
            ComponentExternKind.Function => (definition is ComponentFunctionType, "a function type"),
            ComponentExternKind.Component => (definition is ComponentType, "a component type"),
            ComponentExternKind.Instance => (definition is ComponentInstanceType, "an instance type"),
            _ => (true, ""),
        };
        return isRight ? new(type.Kind, definition) : throw Invalid($"type index {type.Index} is not {what}", offset);
    }

    private void Import(ImportDeclaration import)
    {
        var item = ResolveExternType(import.Type, import.Offset);
        var kind = item.Kind;
        var introduced = Introduce(import.Name.Name, item, _scope.ImportedResources);
        RequireVisible(_scope.ImportedTypes, kind, introduced, "import", import.Offset);
        foreach (var resource in FreeResources.Of(introduced, _work))
        {
            if (_scope.OwnResources.Contains(resource))
            {
                throw NotVisible(kind, "import", import.Offset);
            }
        }

        _scope.ImportNames.Add(import.Name, kind, introduced, import.Offset);
        _scope.Imports.Add(MakeExtern(import.Name, kind, introduced));
        AddItem(kind, introduced, import.Offset);
    }

    /// <summary>Adds an export of a component type or instance type, or of a component as another type.</summary>
    private void Export(in ExternName name, ResolvedExtern item, int offset)
    {
        var made = new List<ResourcePath>();
        var introduced = Introduce(name.Name, item, made);
        foreach (var resource in made)
        {
            _scope.OwnResources.Add(resource.Resource);
            _scope.NamedResources.Add(resource.Resource);
        }

        _scope.ExportedResources.AddRange(made);
        if (_scope.Kind != ScopeKind.InstanceType)
        {
            // Instance types are held to this when something is imported or exported that has them.
            RequireVisible(_scope.ExportedTypes, item.Kind, introduced, "export", offset);
        }

        if (_scope.Kind == ScopeKind.Component)
        {
            NameResources(name.Name, item.Kind, introduced, []);
            RequireNamedResources(item.Kind, introduced, offset);
        }

        _scope.ExportNames.Add(name, item.Kind, introduced, offset);
        _scope.Exports.Add(MakeExtern(name, item.Kind, introduced));
        AddItem(item.Kind, introduced, offset);
        CheckBorrows(item.Kind, introduced, offset);
    }

    private void Export(ComponentExportDefinition export)
    {
        var item = ResolveItem(export.Item, export.Offset);
        if (export.Type is { } ascribed)
        {
            item = Ascribe(ascribed, item, export.Offset);
        }

        Export(export.Name, item, export.Offset);
        if (item.Kind == ComponentExternKind.Value)
        {
            // The export is the use of a value: the entry that it adds needs none.
            _scope.UsedValues[^1] = true;
        }
    }

    /// <summary>The type that an export is given instead of its own, which may say less.</summary>
    private ResolvedExtern Ascribe(ExternType ascribed, ResolvedExtern item, int offset)
    {
        var expected = ResolveExternType(ascribed, offset);
        ResourcePath[] open = expected.IsNew ? [new ResourcePath(((ResourceType)expected.Type).Identity, [])] : [];
        var mistake = new Matching(_comparer, open).Match(new ComponentExtern("", expected.Kind, expected.Type), item.Kind, item.Type);
        return mistake is null
            ? expected
            : throw Invalid($"ascribed type of export is not compatible with item's type: {mistake}", offset);
    }

    private static ComponentExtern MakeExtern(in ExternName name, ComponentExternKind kind, DefinitionType type) =>
        new(name.Name, kind, type) { Implements = name.Implements, ExternalId = name.ExternalId, VersionSuffix = name.VersionSuffix };

    /// <summary>The type of the new entry that an import or export adds: types get another identity, and an instance its own resources. An
    /// instance that is there and exported keeps its types, which the official tests ask for: those have names from then on.</summary>
    /// <param name="name">The name of the import or export.</param>
    /// <param name="item">The kind, and the type that it is declared with.</param>
    /// <param name="made">Takes the resources that come to be by this.</param>
    private DefinitionType Introduce(string name, ResolvedExtern item, List<ResourcePath> made)
    {
        switch (item.Kind)
        {
            case ComponentExternKind.Type:
                if (item.IsNew)
                {
                    made.Add(new ResourcePath(((ResourceType)item.Type).Identity, [name]));
                }

                return item.Type.Renamed(name);
            case ComponentExternKind.Instance:
                var instance = (ComponentInstanceType)item.Type;
                if (item.IsThere)
                {
                    return instance;
                }

                var mapping = new TypeMapping(_work);
                foreach (var resource in instance.Resources)
                {
                    var fresh = new ResourceIdentity();
                    mapping.Give(resource.Resource, fresh);
                    made.Add(new ResourcePath(fresh, [name, .. resource.Path]));
                }

                return RenameExports(instance, mapping);
            default:
                return item.Type;
        }
    }

    /// <summary>An instance whose types have other identities, which its functions then speak of.</summary>
    private ComponentInstanceType RenameExports(ComponentInstanceType instance, TypeMapping mapping)
    {
        var exports = new ComponentExtern[instance.Exports.Count];
        for (var index = 0; index < exports.Length; index++)
        {
            var export = instance.Exports[index];
            _work.Step(TypeWork.ForCopy);
            switch (export.Kind)
            {
                case ComponentExternKind.Type:
                    var renamed = mapping.Map(export.Type).Renamed(export.Name);
                    mapping.Give(export.Type, renamed);
                    exports[index] = export with { Type = renamed };
                    break;
                case ComponentExternKind.Instance:
                    exports[index] = export with { Type = RenameExports((ComponentInstanceType)export.Type, mapping) };
                    break;
                default:
                    exports[index] = mapping.Map(export);
                    break;
            }
        }

        return new ComponentInstanceType(exports, []);
    }

    private static void RequireVisible(
        ExternalVisibility visibility, ComponentExternKind kind, DefinitionType type, string direction, int offset)
    {
        if (!visibility.Admit(kind, type))
        {
            throw NotVisible(kind, direction, offset);
        }
    }

    private static InvalidModuleException NotVisible(ComponentExternKind kind, string direction, int offset) => Invalid(
        $"{Sorts.Of(kind).Keyword()} not valid to be used as {direction}: every record, variant, enum, flags and resource in its type must "
        + $"have a name outside, by an {direction} before it", offset);

    /// <summary>Notes the resources of the component that an export names; the first name of each counts.</summary>
    private void NameResources(string name, ComponentExternKind kind, DefinitionType type, string[] path)
    {
        if (kind == ComponentExternKind.Type && type is ResourceType { Identity: var identity })
        {
            if (_scope.OwnResources.Contains(identity) && _scope.NamedResources.Add(identity))
            {
                _scope.ExportedResources.Add(new ResourcePath(identity, [.. path, name]));
            }
        }
        else if (kind == ComponentExternKind.Instance)
        {
            foreach (var export in ((ComponentInstanceType)type).Exports)
            {
                _work.Step();
                NameResources(export.Name, export.Kind, export.Type, [.. path, name]);
            }
        }
    }

    /// <summary>Refuses an export that speaks of a resource of the component which nobody outside could name.</summary>
    private void RequireNamedResources(ComponentExternKind kind, DefinitionType type, int offset)
    {
        foreach (var resource in FreeResources.Of(type, _work))
        {
            if (_scope.OwnResources.Contains(resource) && !_scope.NamedResources.Contains(resource))
            {
                throw NotVisible(kind, "export", offset);
            }
        }
    }

    private static void CheckBorrows(ComponentExternKind kind, DefinitionType type, int offset)
    {
        if (kind == ComponentExternKind.Value && type.Shape.Has(TypeTraits.Borrow))
        {
            throw Invalid("an exported value cannot contain a `borrow` type", offset);
        }
    }

    /// <summary>The type of an entry that is exported or given.</summary>
    private ResolvedExtern ResolveItem(SortIndex item, int offset) => item.Sort switch
    {
        Sort.CoreModule => new(ComponentExternKind.CoreModule, Scope.Get(_scope.CoreModules, item.Sort, item.Index, offset), IsThere: true),
        Sort.Function => new(ComponentExternKind.Function, Scope.Get(_scope.Functions, item.Sort, item.Index, offset), IsThere: true),
        Sort.Value => new(ComponentExternKind.Value, UseValue(item.Index, offset)),
        Sort.Type => new(ComponentExternKind.Type, Scope.Get(_scope.Types, item.Sort, item.Index, offset), IsThere: true),
        Sort.Component => new(ComponentExternKind.Component, Scope.Get(_scope.Components, item.Sort, item.Index, offset), IsThere: true),
        Sort.Instance => new(ComponentExternKind.Instance, Scope.Get(_scope.Instances, item.Sort, item.Index, offset), IsThere: true),
        _ => throw Invalid($"a core {item.Sort.Keyword()} cannot be imported or exported by a component", offset),
    };

    /// <summary>Adds an entry to the index space of its kind.</summary>
    private void AddItem(ComponentExternKind kind, DefinitionType type, int offset)
    {
        switch (kind)
        {
            case ComponentExternKind.CoreModule:
                _scope.CoreModules.Add((CoreModuleType)type);
                break;
            case ComponentExternKind.Function:
                _scope.Functions.Add((ComponentFunctionType)type);
                break;
            case ComponentExternKind.Value:
                AddValue((ComponentValueType)type);
                break;
            case ComponentExternKind.Type:
                AddType(type, offset);
                break;
            case ComponentExternKind.Component:
                _scope.Components.Add((ComponentType)type);
                break;
            case ComponentExternKind.Instance:
                CheckSize(type, offset);
                _scope.Instances.Add((ComponentInstanceType)type);
                break;
        }
    }

    /// <summary>The type of something that is imported, exported or given.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="Type">The type.</param>
    /// <param name="IsNew">True for the resource that <c>(sub resource)</c> makes.</param>
    /// <param name="IsThere">True for an entry of an index space, rather than something that is described.</param>
    private readonly record struct ResolvedExtern(
        ComponentExternKind Kind, DefinitionType Type, bool IsNew = false, bool IsThere = false);
}
