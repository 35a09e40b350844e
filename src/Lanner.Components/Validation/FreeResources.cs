namespace Lanner.Components.Validation;

/// <summary>Goes over the resources that a type refers to and does not itself introduce.</summary>
internal sealed class FreeResources
{
    private readonly HashSet<DefinitionType> _seen = [];
    private readonly HashSet<ResourceIdentity> _bound = [];
    private readonly List<ResourceIdentity> _found = [];
    private readonly TypeWork _work;

    private FreeResources(TypeWork work) => _work = work;

    internal static List<ResourceIdentity> Of(DefinitionType type, TypeWork work)
    {
        var search = new FreeResources(work);
        search.Visit(type);
        search._found.RemoveAll(search._bound.Contains);
        return search._found;
    }

    private void Visit(DefinitionType? type)
    {
        if (type is null || !type.Shape.Has(TypeTraits.Named) || !_seen.Add(type))
        {
            return;
        }

        _work.Step();
        switch (type)
        {
            case ResourceType resource:
                _found.Add(resource.Identity);
                break;
            case OwnType own:
                Visit(own.Resource);
                break;
            case BorrowType borrow:
                Visit(borrow.Resource);
                break;
            case ListType list:
                Visit(list.Element);
                break;
            case MapType map:
                Visit(map.Value);
                break;
            case OptionType option:
                Visit(option.Value);
                break;
            case ResultType result:
                Visit(result.Ok);
                Visit(result.Error);
                break;
            case StreamType stream:
                Visit(stream.Element);
                break;
            case FutureType future:
                Visit(future.Element);
                break;
            case TupleType tuple:
                VisitAll(tuple.Types);
                break;
            case RecordType record:
                VisitAll(record.Fields.Select(field => field.Type));
                break;
            case VariantType variant:
                VisitAll(variant.Cases.Select(one => one.Type));
                break;
            case ComponentFunctionType function:
                VisitAll(function.Parameters.Select(parameter => parameter.Type));
                Visit(function.Result);
                break;
            case ComponentInstanceType instance:
                Bind(instance.Resources);
                VisitAll(instance.Exports.Select(export => export.Type));
                break;
            case ComponentType component:
                Bind(component.ImportedResources);
                Bind(component.ExportedResources);
                VisitAll(component.Imports.Concat(component.Exports).Select(item => item.Type));
                break;
        }
    }

    private void VisitAll(IEnumerable<DefinitionType?> types)
    {
        foreach (var type in types)
        {
            Visit(type);
        }
    }

    private void Bind(ResourcePath[] resources)
    {
        foreach (var resource in resources)
        {
            _bound.Add(resource.Resource);
        }
    }
}
