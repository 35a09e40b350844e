using Lanner.Components.Resources;
using Lanner.Components.Structure;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>The index spaces of an instance, as far as they are filled, with the room that they will need. The types of their entries are
/// those of the component's scope.</summary>
internal sealed class InstanceSpaces(Scope scope, InstanceNode node, InstanceSpaces? outer)
{
    internal Scope Scope => scope;

    internal InstanceNode Node => node;

    internal InstanceSpaces? Outer => outer;

    /// <summary>The core functions, tables, memories, globals and tags, by kind.</summary>
    internal List<Extern>[] CoreItems { get; } = Array.ConvertAll(scope.CoreItems, static items => new List<Extern>(items.Count));

    internal List<IReadOnlyDictionary<string, Extern>> CoreInstances { get; } = new(scope.CoreInstances.Count);

    internal List<ModuleItem> Modules { get; } = new(scope.CoreModules.Count);

    internal List<FunctionItem> Functions { get; } = new(scope.Functions.Count);

    internal List<ValueItem> Values { get; } = new(scope.Values.Count);

    internal List<TypeItem> Types { get; } = new(scope.Types.Count);

    internal List<ComponentItem> Components { get; } = new(scope.Components.Count);

    internal List<InstanceItem> Instances { get; } = new(scope.Instances.Count);

    internal List<Extern> CoreItemsOf(Sort sort) => CoreItems[sort - Sort.CoreFunction];

    internal T Core<T>(Sort sort, uint index)
        where T : Extern => (T)CoreItemsOf(sort)[(int)index];

    internal RuntimeItem Get(Sort sort, uint index) => sort switch
    {
        Sort.CoreModule => Modules[(int)index],
        Sort.Function => Functions[(int)index],
        Sort.Value => Values[(int)index],
        Sort.Type => Types[(int)index],
        Sort.Component => Components[(int)index],
        _ => Instances[(int)index],
    };

    /// <summary>Adds an entry. What its type says of resources is from then on known to the instance.</summary>
    internal void Add(RuntimeItem item)
    {
        switch (item)
        {
            case ModuleItem module:
                Modules.Add(module);
                break;
            case FunctionItem function:
                Functions.Add(function);
                break;
            case ValueItem value:
                Values.Add(value);
                break;
            case ComponentItem component:
                Components.Add(component);
                break;
            case TypeItem type:
                Learn(scope.Types[Types.Count], type);
                Types.Add(type);
                break;
            case InstanceItem instance:
                Learn(scope.Instances[Instances.Count], instance);
                Instances.Add(instance);
                break;
        }
    }

    private void Learn(DefinitionType type, RuntimeItem item)
    {
        switch (type, item)
        {
            case (ResourceType resource, TypeItem { Resource: { } given }):
                node.Give(resource.Identity, given);
                break;
            case (ComponentInstanceType instance, InstanceItem given):
                foreach (var export in instance.Exports)
                {
                    if (export.Kind is ComponentExternKind.Type or ComponentExternKind.Instance)
                    {
                        Learn(export.Type, given.Exports[export.Name]);
                    }
                }

                break;
        }
    }
}
