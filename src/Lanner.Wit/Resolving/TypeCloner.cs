namespace Lanner.Wit.Resolving;

/// <summary>Makes types and functions of one world anew for another that includes it.</summary>
/// <param name="target">The world, or an interface inside it, that gets the types.</param>
/// <param name="gateOf">The gates that items get instead of those that they have.</param>
internal sealed class TypeCloner(WitTypeOwner target, Func<WitGate, WitGate> gateOf)
{
    private readonly Dictionary<WitDefinedType, WitDefinedType> _clones = [];

    /// <summary>Lets a type of the other world stand for one of the included world.</summary>
    internal void Share(WitDefinedType original, WitDefinedType present) => _clones.Add(original, present);

    /// <summary>Makes a type of the included world anew, after those that it is made of.</summary>
    internal WitDefinedType Clone(WitDefinedType type, string name)
    {
        var externalId = type.ExternalId;
        WitDefinedType clone = type switch
        {
            WitRecordType record => new WitRecordType(
                target, name, [.. record.Fields.Select(each => new WitField(each.Name, Map(each.Type), each.Documentation))])
            { ExternalId = externalId },
            WitVariantType variant => new WitVariantType(
                target, name, [.. variant.Cases.Select(each => new WitCase(each.Name, MapOptional(each.Type), each.Documentation))])
            { ExternalId = externalId },
            WitEnumType enumeration => new WitEnumType(target, name, enumeration.Cases) { ExternalId = externalId },
            WitFlagsType flags => new WitFlagsType(target, name, flags.Flags) { ExternalId = externalId },
            WitAliasType alias => new WitAliasType(target, name, Map(alias.Target)) { ExternalId = externalId },
            _ => new WitResourceType(target, name) { ExternalId = externalId },
        };
        clone.Documentation = type.Documentation;
        clone.Gate = gateOf(type.Gate);
        _clones.Add(type, clone);
        if (type is WitResourceType resource && clone is WitResourceType cloned)
        {
            foreach (var function in resource.Functions)
            {
                cloned.TryAdd(Clone(function, function.Kind == WitFunctionKind.Constructor ? name : function.Name, cloned));
            }
        }

        return clone;
    }

    /// <summary>Makes a function of the included world anew.</summary>
    internal WitFunction Clone(WitFunction function, string name, WitResourceType? resource) =>
        new(function.Kind, name, resource, function.IsAsync)
        {
            Parameters = [.. function.Parameters.Select(parameter => new WitParameter(parameter.Name, Map(parameter.Type)))],
            Result = MapOptional(function.Result),
            Documentation = function.Documentation,
            Gate = gateOf(function.Gate),
            ExternalId = function.ExternalId,
        };

    private WitType? MapOptional(WitType? type) => type is null ? null : Map(type);

    private WitType Map(WitType type) => type switch
    {
        WitDefinedType defined => MapDefined(defined),
        WitListType list => new WitListType(Map(list.Element), list.Length),
        WitMapType map => new WitMapType(Map(map.Key), Map(map.Value)),
        WitOptionType option => new WitOptionType(Map(option.Some)),
        WitResultType result => new WitResultType(MapOptional(result.Ok), MapOptional(result.Error)),
        WitTupleType tuple => new WitTupleType([.. tuple.Elements.Select(Map)]),
        WitFutureType future => new WitFutureType(MapOptional(future.Element)),
        WitStreamType stream => new WitStreamType(MapOptional(stream.Element)),
        WitHandleType handle => new WitHandleType(MapDefined(handle.Resource), handle.IsBorrow),
        _ => type,
    };

    private WitDefinedType MapDefined(WitDefinedType type) => _clones.GetValueOrDefault(type, type);
}
