namespace Lanner.Wit.Binary;

/// <summary>Makes the types of components of those of the model.</summary>
internal sealed class TypeEncoder
{
    private readonly Dictionary<WitInterface, uint> _instances = [];
    private readonly Dictionary<WitDefinedType, uint> _outerTypes = [];
    private readonly Indices _outerIndices = new();
    private Indices _indices;
    private ScopeBuilder _scope;
    private WitInterface? _interface;
    private uint _instanceCount;

    internal TypeEncoder()
    {
        _scope = Outer;
        _indices = _outerIndices;
    }

    /// <summary>The component that holds all.</summary>
    internal ScopeBuilder Outer { get; } = new(isInstance: false);

    /// <summary>Defines the type of instances of an interface.</summary>
    internal ExternType EncodeInstance(WitInterface target, bool withFunctions)
    {
        _scope = new ScopeBuilder(isInstance: true);
        _indices = new Indices();
        _interface = target;
        foreach (var type in target.Types)
        {
            IndexOf(type);
        }

        if (withFunctions)
        {
            foreach (var function in target.AllFunctions)
            {
                _scope.Export(NameOf(function), TypeOf(function));
            }
        }

        var instance = _scope.ToType();
        _scope = Outer;
        _indices = _outerIndices;
        _interface = null;
        return new ExternType(ExternKind.Instance, Outer.Define(instance));
    }

    /// <summary>Notes that the last instance has an interface's types. What comes later means these.</summary>
    internal void SetInstance(WitInterface target)
    {
        foreach (var type in target.Types)
        {
            _outerTypes.Remove(type);
        }

        _instances[target] = _instanceCount++;
    }

    /// <summary>Notes that there is one more instance. Others use the types of those only that go by their interface's name.</summary>
    internal void AddInstance(WitInterfaceItem item)
    {
        if (item.PlainName is null)
        {
            SetInstance(item.Interface);
        }
        else
        {
            _instanceCount++;
        }
    }

    internal void ImportType(WitDefinedType type)
    {
        IndexOf(type);
        if (type is WitResourceType resource)
        {
            foreach (var function in resource.Functions)
            {
                ImportFunction(function);
            }
        }
    }

    internal void ImportFunction(WitFunction function)
    {
        var type = TypeOf(function);
        Outer.Import(NameOf(function), type);
    }

    internal void ExportFunction(WitFunction function)
    {
        var type = TypeOf(function);
        Outer.Export(NameOf(function), type);
    }

    private static ExternName NameOf(WitFunction function) => new(function.ExternName, ExternalId: function.ExternalId);

    private ExternType TypeOf(WitFunction function)
    {
        var parameters = function.Parameters
            .Select(parameter => new NamedReference(parameter.Name, ReferenceOf(parameter.Type)))
            .ToList();
        var result = ReferenceOf(function.Result);

        // References say all about the types, since equal types have one index.
        var key = string.Join(',', parameters) + result + function.IsAsync;
        if (!_indices.Functions.TryGetValue(key, out var index))
        {
            index = _scope.Define(new FunctionComponentType(function.IsAsync, parameters, result));
            _indices.Functions.Add(key, index);
        }

        return new ExternType(ExternKind.Function, index);
    }

    private ValueReference? ReferenceOf(WitType? type) => type switch
    {
        null => null,
        WitPrimitiveType primitive => ValueReference.Of(primitive.Primitive),
        _ => ValueReference.Of(IndexOf(type)),
    };

    private ValueReference Reference(WitType type) => ReferenceOf(type)!.Value;

    /// <summary>The index of a type in the scope, in which it is defined when it is not there yet.</summary>
    private uint IndexOf(WitType type)
    {
        if (!_indices.Types.TryGetValue(type, out var index))
        {
            index = type switch
            {
                WitDefinedType { Owner: WitInterface owner } foreign when owner != _interface => Alias(foreign, owner),
                WitResourceType resource => Name(resource, null),
                WitAliasType { Target: WitDefinedType target } alias => Name(alias, IndexOf(target)),
                WitAliasType alias => Name(alias, _scope.Define(Definition(alias.Target))),
                WitDefinedType defined => Name(defined, _scope.Define(Definition(defined))),
                _ => _scope.Define(Definition(type)),
            };
            _indices.Types.Add(type, index);
        }

        return index;
    }

    /// <summary>Brings a type of another interface's instance into the scope.</summary>
    private uint Alias(WitDefinedType type, WitInterface owner)
    {
        if (!_outerTypes.TryGetValue(type, out var index))
        {
            index = Outer.Alias(new ExportAlias(_instances[owner], type.Name));
            _outerTypes.Add(type, index);
        }

        return _scope == Outer ? index : _scope.Alias(new OuterAlias(1, index));
    }

    /// <summary>Gives a name to a type: instances export their types, worlds import them.</summary>
    private uint Name(WitDefinedType type, uint? index)
    {
        var name = new ExternName(type.Name, ExternalId: type.ExternalId);
        var bound = new ExternType(ExternKind.Type, index);
        return _scope == Outer ? Outer.Import(name, bound) : _scope.Export(name, bound);
    }

    private ComponentType Definition(WitType type) => type switch
    {
        WitPrimitiveType primitive => new PrimitiveComponentType(primitive.Primitive),
        WitRecordType record => new RecordComponentType(
            [.. record.Fields.Select(field => new NamedReference(field.Name, Reference(field.Type)))]),
        WitVariantType variant => new VariantComponentType(
            [.. variant.Cases.Select(each => new NamedReference(each.Name, ReferenceOf(each.Type)))]),
        WitEnumType enumeration => new EnumComponentType([.. enumeration.Cases.Select(each => each.Name)]),
        WitFlagsType flags => new FlagsComponentType([.. flags.Flags.Select(flag => flag.Name)]),
        WitListType list => new ListComponentType(Reference(list.Element), list.Length),
        WitMapType map => new MapComponentType(Reference(map.Key), Reference(map.Value)),
        WitTupleType tuple => new TupleComponentType([.. tuple.Elements.Select(Reference)]),
        WitOptionType option => new OptionComponentType(Reference(option.Some)),
        WitResultType result => new ResultComponentType(ReferenceOf(result.Ok), ReferenceOf(result.Error)),
        WitHandleType handle => new HandleComponentType(IndexOf(handle.Resource), handle.IsBorrow),
        WitStreamType stream => new StreamComponentType(ReferenceOf(stream.Element)),
        WitFutureType future => new FutureComponentType(ReferenceOf(future.Element)),
        _ => throw new ArgumentException("the type is none of those that have a definition", nameof(type)),
    };

    /// <summary>The indices of what is in a scope.</summary>
    private sealed class Indices
    {
        internal Dictionary<WitType, uint> Types { get; } = [];

        internal Dictionary<string, uint> Functions { get; } = [];
    }
}
