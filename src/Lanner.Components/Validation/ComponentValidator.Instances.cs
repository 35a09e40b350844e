using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <content>Instances and aliases (Binary.md, "Instance Definitions" and "Alias Definitions").</content>
internal sealed partial class ComponentValidator
{
    private ComponentInstanceType Instantiate(Instantiation instantiation)
    {
        var offset = instantiation.Offset;
        var component = Scope.Get(_scope.Components, Sort.Component, instantiation.Component, offset);
        var arguments = new Dictionary<string, ResolvedExtern>(StringComparer.Ordinal);
        foreach (var argument in instantiation.Arguments)
        {
            if (!arguments.TryAdd(argument.Name, ResolveItem(argument.Item, argument.Offset)))
            {
                var name = DisplayedName.Of(argument.Name);
                throw Invalid($"instantiation argument `{name}` conflicts with previous argument `{name}`", argument.Offset);
            }
        }

        var matching = new Matching(_comparer, component.ImportedResources);
        foreach (var import in component.Imports)
        {
            if (!arguments.TryGetValue(import.Name, out var argument))
            {
                throw Invalid($"missing import named `{import.Name}`", offset);
            }

            if (matching.Match(import, argument.Kind, argument.Type) is { } mistake)
            {
                throw Invalid($"type mismatch for import `{import.Name}`: {mistake}", offset);
            }
        }

        foreach (var resource in component.ExportedResources)
        {
            _work.Step(TypeWork.ForCopy);
            var fresh = new ResourceIdentity();
            _scope.OwnResources.Add(fresh);
            matching.Mapping.Give(resource.Resource, fresh);
        }

        var exports = component.ExportList.IsPlain ? null : matching.Mapping.MapAll(component.Exports);
        return Checked(
            exports is null ? ComponentInstanceType.Of(component) : new ComponentInstanceType(exports, []), offset);
    }

    private ComponentInstanceType MakeInstance(InstanceOfExports instance)
    {
        var names = new NameContext("export");
        var exports = new ComponentExtern[instance.Exports.Length];
        for (var index = 0; index < exports.Length; index++)
        {
            var (name, item, offset) = instance.Exports[index];
            var resolved = ResolveItem(item, offset);

            // Functions speak of a type by the identity that it had before, so that none is one of the resource here.
            var named = resolved.Kind == ComponentExternKind.Type ? resolved.Type.Renamed(name.Name) : resolved.Type;
            names.Add(name, resolved.Kind, named, offset);
            exports[index] = MakeExtern(name, resolved.Kind, resolved.Type);
        }

        return Checked(new ComponentInstanceType(exports, []), instance.Offset);
    }

    private static ComponentInstanceType Checked(ComponentInstanceType instance, int offset)
    {
        CheckSize(instance, offset);
        return instance;
    }

    private void Add(ExportAlias alias)
    {
        if (_scope.Kind != ScopeKind.Component && (alias.IsOfCore || alias.Sort is not (Sort.Type or Sort.Instance)))
        {
            throw OnlyTypesOrInstances(alias.Offset);
        }

        if (alias.IsOfCore)
        {
            AddCoreExport(alias);
            return;
        }

        var instance = Scope.Get(_scope.Instances, Sort.Instance, alias.Instance, alias.Offset);
        var export = instance.Find(alias.Name)
            ?? throw Invalid($"instance {alias.Instance} has no export named `{DisplayedName.Of(alias.Name)}`", alias.Offset);
        if (Sorts.Of(export.Kind) != alias.Sort)
        {
            throw Invalid($"export `{export.Name}` for instance {alias.Instance} is not a {alias.Sort.Keyword()}", alias.Offset);
        }

        AddItem(export.Kind, export.Type, alias.Offset);
    }

    private void AddCoreExport(ExportAlias alias)
    {
        var instance = Scope.Get(_scope.CoreInstances, Sort.CoreInstance, alias.Instance, alias.Offset);
        if (!instance.Exports.TryGetValue(alias.Name, out var item))
        {
            throw Invalid($"core instance {alias.Instance} has no export named `{DisplayedName.Of(alias.Name)}`", alias.Offset);
        }

        if (Sorts.Of(item.Kind) != alias.Sort)
        {
            throw Invalid(
                $"export `{DisplayedName.Of(alias.Name)}` for core instance {alias.Instance} is not a {alias.Sort.Keyword()}",
                alias.Offset);
        }

        AddCoreItem(item);
    }

    private static InvalidModuleException OnlyTypesOrInstances(int offset) =>
        Invalid("aliases in component and instance types may only refer to types or instances", offset);

    private void Add(OuterAlias alias)
    {
        if (_scope.Kind != ScopeKind.Component && alias.Sort is not (Sort.Type or Sort.CoreType))
        {
            throw OnlyTypesOrInstances(alias.Offset);
        }

        var target = FindScope(alias.Count, alias.Count, alias.Offset);
        switch (alias.Sort)
        {
            case Sort.CoreModule:
                _scope.CoreModules.Add(Scope.Get(target.CoreModules, alias.Sort, alias.Index, alias.Offset));
                break;
            case Sort.CoreType:
                var core = Scope.Get(target.CoreTypes, alias.Sort, alias.Index, alias.Offset);
                _scope.AddCoreType(core, target.CoreModuleTypes[(int)alias.Index]);
                break;
            case Sort.Component:
                _scope.Components.Add(Scope.Get(target.Components, alias.Sort, alias.Index, alias.Offset));
                break;
            default:
                var type = Scope.Get(target.Types, alias.Sort, alias.Index, alias.Offset);
                RequireNoResources(type, target, alias.Offset);
                AddType(type, alias.Offset);
                break;
        }
    }

    /// <summary>Finds the scope so many around this one.</summary>
    private Scope FindScope(uint count, uint written, int offset)
    {
        var scope = _scope;
        for (var left = count; left > 0; left--)
        {
            scope = scope.Parent ?? throw Invalid($"invalid outer alias count of {written}: there are not so many scopes around", offset);
        }

        return scope;
    }

    /// <summary>Refuses types with resources from beyond a component: those differ from instance to instance.</summary>
    private void RequireNoResources(DefinitionType type, Scope target, int offset)
    {
        for (var scope = _scope; scope != target; scope = scope.Parent!)
        {
            if (scope.Kind == ScopeKind.Component && FreeResources.Of(type, _work).Count > 0)
            {
                throw Invalid(
                    "cannot alias outer type which transitively refers to resources not defined in the current component", offset);
            }
        }
    }
}
