namespace Lanner.Components.Validation;

/// <summary>The types that have a name outside of a component, as those must that its imports and exports speak of (Explainer.md, "External
/// Visibility of Types").</summary>
/// <param name="around">The types that may be spoken of besides: exports may speak of imports.</param>
/// <param name="work">Counts the steps.</param>
internal sealed class ExternalVisibility(ExternalVisibility? around, TypeWork work)
{
    private readonly HashSet<DefinitionType> _named = [];

    /// <summary>Types of which everything has a name: that does not change.</summary>
    private readonly HashSet<DefinitionType> _checked = [];

    /// <summary>Tests whether everything that the type of an import or export speaks of has a name. Types that it introduces get
    /// theirs.</summary>
    internal bool Admit(ComponentExternKind kind, DefinitionType type)
    {
        switch (kind)
        {
            case ComponentExternKind.Type:
                return AdmitType(type);
            case ComponentExternKind.Instance:
                return AdmitExports((ComponentInstanceType)type);
            case ComponentExternKind.Function or ComponentExternKind.Value:
                return IsVisible(type);
            default:
                // The types of components were held to the same when they were made.
                return true;
        }
    }

    private bool AdmitExports(ComponentInstanceType instance)
    {
        foreach (var export in instance.Exports)
        {
            work.Step();
            if (!Admit(export.Kind, export.Type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives a type a name, if what it consists of has names.</summary>
    private bool AdmitType(DefinitionType type)
    {
        var isVisible = type switch
        {
            ComponentInstanceType instance => AdmitExports(instance),
            ComponentType or ResourceType or EnumType or FlagsType or CoreModuleType => true,
            _ => PartsAreVisible(type),
        };
        if (isVisible)
        {
            _named.Add(type);
        }

        return isVisible;
    }

    private bool IsNamed(DefinitionType type) => _named.Contains(type) || around?.IsNamed(type) == true;

    private bool IsVisible(DefinitionType? type)
    {
        if (type is null || !type.Shape.Has(TypeTraits.Named) || _checked.Contains(type))
        {
            return true;
        }

        work.Step();
        var isVisible = type is RecordType or VariantType or EnumType or FlagsType or ResourceType ? IsNamed(type) : PartsAreVisible(type);
        if (isVisible)
        {
            _checked.Add(type);
        }

        return isVisible;
    }

    private bool PartsAreVisible(DefinitionType type) => type switch
    {
        RecordType record => record.Fields.All(field => IsVisible(field.Type)),
        VariantType variant => variant.Cases.All(one => IsVisible(one.Type)),
        TupleType tuple => tuple.Types.All(IsVisible),
        ListType list => IsVisible(list.Element),
        MapType map => IsVisible(map.Value),
        OptionType option => IsVisible(option.Value),
        ResultType result => IsVisible(result.Ok) && IsVisible(result.Error),
        OwnType own => IsVisible(own.Resource),
        BorrowType borrow => IsVisible(borrow.Resource),
        StreamType stream => IsVisible(stream.Element),
        FutureType future => IsVisible(future.Element),
        ComponentFunctionType function =>
            function.Parameters.All(parameter => IsVisible(parameter.Type)) && IsVisible(function.Result),
        _ => true,
    };
}
