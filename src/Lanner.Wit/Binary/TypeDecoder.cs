using Lanner.Wit.Resolving;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Binary;

/// <summary>The index space of types of a scope, and how the model's types are made of the definitions in it.</summary>
internal sealed class TypeDecoder(PackageDecoder package)
{
    // WitType for types of values and resources, and ComponentType for those that need a name, functions, components and instances.
    private readonly List<object> _types = [];

    /// <summary>The interface or world that the scope stands for, or null.</summary>
    internal WitTypeOwner? Owner { get; set; }

    /// <summary>Called for types of other interfaces that have got no name in the scope when they are needed.</summary>
    internal Action<WitAliasType>? Used { get; set; }

    /// <summary>Adds a type that comes from elsewhere.</summary>
    internal void Add(object type) => _types.Add(type);

    /// <summary>The type at an index.</summary>
    internal object At(uint? index) =>
        index < _types.Count ? _types[(int)index] : throw new WitException("a type of the package is not defined where it is used");

    /// <summary>The type of components or instances at an index, or null.</summary>
    internal ScopeComponentType? ScopeAt(uint? index) => At(index) as ScopeComponentType;

    /// <summary>Adds the type that a definition stands for.</summary>
    /// <returns>The number of its parts, those of parts included: making and comparing it costs as much.</returns>
    internal int Define(ComponentType definition)
    {
        object type = definition switch
        {
            PrimitiveComponentType primitive => WitPrimitiveType.Of(primitive.Primitive),
            ListComponentType list => new WitListType(ValueOf(list.Element), list.Length),
            MapComponentType map => new WitMapType(ValueOf(map.Key), ValueOf(map.Value)),
            TupleComponentType tuple => new WitTupleType([.. tuple.Elements.Select(ValueOf)]),
            OptionComponentType option => new WitOptionType(ValueOf(option.Some)),
            ResultComponentType result => new WitResultType(ValueOf(result.Ok), ValueOf(result.Error)),
            StreamComponentType stream => new WitStreamType(ValueOf(stream.Element)),
            FutureComponentType future => new WitFutureType(ValueOf(future.Element)),
            HandleComponentType handle => HandleOf(handle),
            _ => definition,
        };
        Check(type as WitType);
        _types.Add(type);
        return definition switch
        {
            RecordComponentType record => record.Fields.Count,
            VariantComponentType variant => variant.Cases.Count,
            EnumComponentType enumeration => enumeration.Cases.Count,
            FlagsComponentType flags => flags.Flags.Count,
            FunctionComponentType function => function.Parameters.Count,
            _ => type is WitType made ? made.Size : 1,
        };
    }

    /// <summary>Gives a name to a type in an interface or world. What has that name already must be the same.</summary>
    internal WitDefinedType Name(ExportDeclaration export, WitTypeOwner owner)
    {
        var name = export.Name.Name;
        if (!Names.IsLabel(name))
        {
            throw new WitException($"`{name}` is not the name of a type");
        }

        var made = export.Type.Index is { } index
            ? Create(At(index), owner, export.Name)
            : new WitResourceType(owner, name) { ExternalId = export.Name.ExternalId };
        if (!owner.TryFindType(name, out var type))
        {
            Check(made);
            package.Claim(owner, name);
            owner.Add(made);
            type = made;
        }
        else if (!AreAlike(type, made))
        {
            throw new WitException($"the type `{name}` of `{owner}` is defined in two ways");
        }

        _types.Add(type);
        return type;
    }

    /// <summary>Makes a function.</summary>
    internal WitFunction FunctionOf(ExternName name, ExternType type, WitTypeOwner owner)
    {
        if (At(type.Index) is not FunctionComponentType definition)
        {
            throw new WitException($"`{name.Name}` has no type of functions");
        }

        var (kind, resource, label) = Split(name.Name, owner);
        var parameterNames = new HashSet<string>();
        var parameters = new List<WitParameter>();
        foreach (var parameter in definition.Parameters)
        {
            CheckLabel(parameter.Name, parameterNames);
            parameters.Add(new WitParameter(parameter.Name, ValueOf(parameter.Type)!));
        }

        var result = ValueOf(definition.Result);
        if (result is { ContainsBorrow: true })
        {
            throw new WitException($"the result of `{name.Name}` holds a borrowed handle, which functions cannot return");
        }

        if (kind == WitFunctionKind.Method
            && !(parameters is [{ Name: "self", Type: WitHandleType { IsBorrow: true } self }, ..] && self.Resource == resource))
        {
            throw new WitException($"the method `{name.Name}` does not begin with a parameter `self` that borrows the resource");
        }

        if (kind == WitFunctionKind.Constructor
            && !(((result as WitResultType)?.Ok ?? result) is WitHandleType { IsBorrow: false } own && own.Resource == resource))
        {
            throw new WitException($"the constructor `{name.Name}` does not return its resource");
        }

        return new WitFunction(kind, label, resource, definition.IsAsync)
        {
            Parameters = parameters,
            Result = result,
            ExternalId = name.ExternalId,
        };
    }

    /// <summary>Takes a name such as <c>[method]file.read</c> apart.</summary>
    private static (WitFunctionKind Kind, WitResourceType? Resource, string Label) Split(string name, WitTypeOwner owner)
    {
        if (name is not ['[', ..])
        {
            return Names.IsLabel(name) ? (WitFunctionKind.Freestanding, null, name) : throw Unknown(name);
        }

        var end = name.IndexOf(']', StringComparison.Ordinal);
        var (kind, rest) = (name[..(end + 1)], name[(end + 1)..]);
        var point = rest.IndexOf('.', StringComparison.Ordinal);
        var resourceName = point < 0 ? rest : rest[..point];
        if (!owner.TryFindType(resourceName, out var type) || type is not WitResourceType resource)
        {
            throw new WitException($"`{name}` belongs to a resource that is not there");
        }

        var label = point < 0 ? resourceName : rest[(point + 1)..];
        return kind switch
        {
            "[constructor]" when point < 0 => (WitFunctionKind.Constructor, resource, label),
            "[method]" when point >= 0 && Names.IsLabel(label) && label != resourceName => (WitFunctionKind.Method, resource, label),
            "[static]" when point >= 0 && Names.IsLabel(label) && label != resourceName => (WitFunctionKind.Static, resource, label),
            _ => throw Unknown(name),
        };
    }

    private static WitException Unknown(string name) => new($"`{name}` is not the name of a function");

    private static void Check(WitType? type)
    {
        if (type is not null && TypeRules.MistakeOf(type) is { } mistake)
        {
            throw new WitException(mistake);
        }
    }

    private static void CheckLabel(string name, HashSet<string> names)
    {
        if (!Names.IsLabel(name))
        {
            throw new WitException($"`{name}` is not a name in kebab case");
        }

        if (!names.Add(Names.Canonical(name)))
        {
            throw new WitException($"the name `{name}` is there twice");
        }
    }

    private WitType? ValueOf(ValueReference? reference) => reference is { } present ? ValueOf(present) : null;

    private WitType ValueOf(ValueReference reference)
    {
        if (reference.Index is null)
        {
            return WitPrimitiveType.Of(reference.Primitive);
        }

        return At(reference.Index) is WitType type && type.Underlying is not WitResourceType
            ? Local(type)
            : throw new WitException("a type is used for values that is none of values, or has no name");
    }

    private WitHandleType HandleOf(HandleComponentType handle) =>
        At(handle.Resource) is WitDefinedType { Underlying: WitResourceType } resource
            ? new WitHandleType((WitDefinedType)Local(resource), handle.IsBorrow)
            : throw new WitException("a handle is of no resource");

    /// <summary>The name that a type has in the scope: one of another interface needs a use, which binaries may leave away.</summary>
    private WitType Local(WitType type)
    {
        if (Owner is null || type is not WitDefinedType defined || defined.Owner == Owner)
        {
            return type;
        }

        if (!Owner.TryFindType(defined.Name, out var local))
        {
            var use = new WitAliasType(Owner, defined.Name, defined);
            Check(use);
            package.Claim(Owner, use.Name);
            Owner.Add(use);
            Used?.Invoke(use);
            return use;
        }

        return local is WitAliasType { Target: var target } && target == type
            ? local
            : throw new WitException($"`{Owner}` has two types `{defined.Name}`, of which one has no name");
    }

    private WitDefinedType Create(object type, WitTypeOwner owner, ExternName name)
    {
        var externalId = name.ExternalId;
        return type switch
        {
            WitType target => new WitAliasType(owner, name.Name, target) { ExternalId = externalId },
            RecordComponentType record => new WitRecordType(owner, name.Name, Members(
                record.Fields, field => field.Name, field => new WitField(field.Name, ValueOf(field.Type)!, null)))
            { ExternalId = externalId },
            VariantComponentType variant => new WitVariantType(owner, name.Name, Members(
                variant.Cases, each => each.Name, each => new WitCase(each.Name, ValueOf(each.Type), null)))
            { ExternalId = externalId },
            EnumComponentType enumeration => new WitEnumType(owner, name.Name, Members(
                enumeration.Cases, each => each, each => new WitCase(each, null, null)))
            { ExternalId = externalId },
            FlagsComponentType flags => new WitFlagsType(owner, name.Name, Members(
                flags.Flags, flag => flag, flag => new WitFlag(flag, null)))
            { ExternalId = externalId },
            _ => throw new WitException($"the type `{name.Name}` is none of values"),
        };
    }

    private static List<TMember> Members<T, TMember>(List<T> definitions, Func<T, string> nameOf, Func<T, TMember> create)
    {
        if (definitions.Count == 0)
        {
            throw new WitException("a type has no fields, cases or flags");
        }

        var names = new HashSet<string>();
        foreach (var definition in definitions)
        {
            CheckLabel(nameOf(definition), names);
        }

        return [.. definitions.Select(create)];
    }

    private static bool AreAlike(WitDefinedType left, WitDefinedType right) => (left, right) switch
    {
        (WitAliasType a, WitAliasType b) => a.Target.Equals(b.Target),
        (WitRecordType a, WitRecordType b) => a.Fields.Select(each => (each.Name, each.Type))
            .SequenceEqual(b.Fields.Select(each => (each.Name, each.Type))),
        (WitVariantType a, WitVariantType b) => a.Cases.Select(each => (each.Name, each.Type))
            .SequenceEqual(b.Cases.Select(each => (each.Name, each.Type))),
        (WitEnumType a, WitEnumType b) => a.Cases.Select(each => each.Name).SequenceEqual(b.Cases.Select(each => each.Name)),
        (WitFlagsType a, WitFlagsType b) => a.Flags.Select(each => each.Name).SequenceEqual(b.Flags.Select(each => each.Name)),
        (WitResourceType, WitResourceType) => true,
        _ => false,
    };
}
