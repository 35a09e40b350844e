namespace Lanner.Components.Validation;

/// <summary>Counts the steps of going over types, and ends it when there are too many: types share their parts, so that few bytes can ask
/// for much.</summary>
internal sealed class TypeWork(long limit)
{
    private long _left = limit;

    /// <summary>The position of the definition that is being validated, for the error.</summary>
    internal int Offset { get; set; }

    /// <summary>The steps that are counted for an import or export of which a copy is kept.</summary>
    internal const int ForCopy = 10;

    internal void Step(int steps = 1)
    {
        _left -= steps;
        if (_left < 0)
        {
            throw new InvalidModuleException("effective type size exceeds the limit: comparing the types takes too many steps", Offset);
        }
    }
}

/// <summary>Puts types in the place of others, wherever they occur: those given for imports, and the fresh ones that an instance makes
/// (Explainer.md, "Type Checking").</summary>
internal sealed class TypeMapping(TypeWork work)
{
    private readonly Dictionary<ResourceIdentity, ResourceIdentity> _resources = [];
    private readonly Dictionary<DefinitionType, DefinitionType> _given = [];

    /// <summary>The types that were made so far; parts that are shared stay so.</summary>
    private Dictionary<DefinitionType, DefinitionType> _made = [];

    /// <summary>Lets <paramref name="type"/> stand for one type.</summary>
    internal void Give(DefinitionType replaced, DefinitionType type)
    {
        _given[replaced] = type;
        Forget();
    }

    internal void Give(ResourceIdentity replaced, ResourceIdentity resource)
    {
        _resources[replaced] = resource;
        Forget();
    }

    internal bool Has(ResourceIdentity resource) => _resources.ContainsKey(resource);

    /// <summary>The type with everything in its place. One in which nothing is replaced stays the same object.</summary>
    internal T Map<T>(T type)
        where T : DefinitionType?
    {
        if (type is null || !type.Shape.Has(TypeTraits.Named))
        {
            return type;
        }

        if (_given.TryGetValue(type, out var known) || _made.TryGetValue(type, out known))
        {
            return (T)known;
        }

        work.Step();
        var mapped = Make(type);
        if (type.Name is not null && !ReferenceEquals(mapped, type))
        {
            mapped = mapped.Renamed(type.Name);
        }

        _made.Add(type, mapped);
        return (T)mapped;
    }

    internal ComponentExtern Map(ComponentExtern item) =>
        Map(item.Type) is var mapped && ReferenceEquals(mapped, item.Type) ? item : item with { Type = mapped };

    /// <summary>Forgets what was made, since it may come out otherwise now. To clear the dictionary would take the time of its largest
    /// size each time.</summary>
    private void Forget()
    {
        if (_made.Count > 0)
        {
            _made = [];
        }
    }

    private DefinitionType Make(DefinitionType type)
    {
        switch (type)
        {
            case ResourceType resource:
                return _resources.TryGetValue(resource.Identity, out var identity) ? new ResourceType(identity) : resource;
            case OwnType own:
                return Map(own.Resource) is var owned && ReferenceEquals(owned, own.Resource) ? own : new OwnType(owned);
            case BorrowType borrow:
                return Map(borrow.Resource) is var lent && ReferenceEquals(lent, borrow.Resource) ? borrow : new BorrowType(lent);
            case ListType list:
                return Map(list.Element) is var element && ReferenceEquals(element, list.Element)
                    ? list
                    : new ListType(element, list.Length);
            case MapType map:
                return Map(map.Value) is var value && ReferenceEquals(value, map.Value) ? map : new MapType(map.Key, value);
            case OptionType option:
                return Map(option.Value) is var some && ReferenceEquals(some, option.Value) ? option : new OptionType(some);
            case StreamType stream:
                return Map(stream.Element) is var item && ReferenceEquals(item, stream.Element) ? stream : new StreamType(item);
            case FutureType future:
                return Map(future.Element) is var later && ReferenceEquals(later, future.Element) ? future : new FutureType(later);
            case ResultType result:
                var (ok, error) = (Map(result.Ok), Map(result.Error));
                return ReferenceEquals(ok, result.Ok) && ReferenceEquals(error, result.Error) ? result : new ResultType(ok, error);
            case TupleType tuple:
                return MapAll(tuple.Types) is { } types ? new TupleType(types) : tuple;
            case RecordType record:
                return MapAll(record.Fields) is { } fields ? new RecordType(fields) : record;
            case VariantType variant:
                return MapAll(variant.Cases) is { } cases ? new VariantType(cases) : variant;
            case ComponentFunctionType function:
                return MakeFunction(function);
            case ComponentInstanceType instance:
                return MapAll(instance.Exports) is { } members ? new ComponentInstanceType(members, instance.Resources) : instance;
            case ComponentType component:
                return MakeComponent(component);
            default:
                return type;
        }
    }

    private ComponentFunctionType MakeFunction(ComponentFunctionType function)
    {
        var parameters = MapAll(function.Parameters);
        var result = Map(function.Result);
        return parameters is null && ReferenceEquals(result, function.Result)
            ? function
            : new ComponentFunctionType(function.IsAsync, parameters ?? [.. function.Parameters], result);
    }

    private ComponentType MakeComponent(ComponentType component)
    {
        var imports = MapAll(component.Imports);
        var exports = MapAll(component.Exports);
        return imports is null && exports is null
            ? component
            : new ComponentType(
                imports ?? [.. component.Imports],
                exports ?? [.. component.Exports],
                component.ImportedResources,
                component.ExportedResources);
    }

    private ComponentValueType[]? MapAll(IReadOnlyList<ComponentValueType> types)
    {
        ComponentValueType[]? changed = null;
        for (var index = 0; index < types.Count; index++)
        {
            var mapped = Map(types[index]);
            if (!ReferenceEquals(mapped, types[index]))
            {
                (changed ??= [.. types])[index] = mapped;
            }
        }

        return changed;
    }

    private LabeledType[]? MapAll(IReadOnlyList<LabeledType> types)
    {
        LabeledType[]? changed = null;
        for (var index = 0; index < types.Count; index++)
        {
            var mapped = Map(types[index].Type);
            if (!ReferenceEquals(mapped, types[index].Type))
            {
                (changed ??= [.. types])[index] = types[index] with { Type = mapped };
            }
        }

        return changed;
    }

    private VariantCase[]? MapAll(IReadOnlyList<VariantCase> cases)
    {
        VariantCase[]? changed = null;
        for (var index = 0; index < cases.Count; index++)
        {
            var mapped = Map(cases[index].Type);
            if (!ReferenceEquals(mapped, cases[index].Type))
            {
                (changed ??= [.. cases])[index] = cases[index] with { Type = mapped };
            }
        }

        return changed;
    }

    /// <summary>Imports or exports with everything in its place, or null when nothing changes.</summary>
    internal ComponentExtern[]? MapAll(IReadOnlyList<ComponentExtern> items)
    {
        ComponentExtern[]? changed = null;
        for (var index = 0; index < items.Count; index++)
        {
            work.Step();
            var mapped = Map(items[index]);
            if (!ReferenceEquals(mapped, items[index]))
            {
                if (changed is null)
                {
                    work.Step(TypeWork.ForCopy * items.Count);
                }

                (changed ??= [.. items])[index] = mapped;
            }
        }

        return changed;
    }
}
