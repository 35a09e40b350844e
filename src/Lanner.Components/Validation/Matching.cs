using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>Matches things that are there with the imports or exports that ask for them, one after the other. Resources that a type leaves
/// open become those that are given, and from then on stand for them (Explainer.md, "Type Checking": the elimination of universal
/// types).</summary>
internal sealed class Matching
{
    private readonly TypeComparer _comparer;
    private readonly HashSet<ResourceIdentity> _open = [];

    /// <param name="comparer">Compares what is settled.</param>
    /// <param name="open">The resources that may become any.</param>
    internal Matching(TypeComparer comparer, ResourcePath[] open)
    {
        _comparer = comparer;
        Mapping = new TypeMapping(comparer.Work);
        Open(open);
    }

    /// <summary>The types that those of the imports or exports stand for.</summary>
    internal TypeMapping Mapping { get; }

    /// <summary>Matches one thing.</summary>
    /// <returns>The description of the mistake, or null.</returns>
    internal string? Match(ComponentExtern expected, ComponentExternKind kind, DefinitionType actual)
    {
        _comparer.Work.Step();
        if (expected.Kind != kind)
        {
            return $"expected {Sorts.Of(expected.Kind).Keyword()}, found {Sorts.Of(kind).Keyword()}";
        }

        switch (expected.Type, actual)
        {
            case var (wanted, given) when kind == ComponentExternKind.Type:
                return MatchType(wanted, given);
            case (ComponentInstanceType wanted, ComponentInstanceType given):
                Open(wanted.Resources);
                return MatchExports(given, wanted);
            case (ComponentFunctionType wanted, ComponentFunctionType given):
                return _comparer.CompareFunctions(given, Mapping.Map(wanted));
            case (ComponentType wanted, ComponentType given):
                return _comparer.CompareComponents(given, Mapping.Map(wanted));
            case (CoreModuleType wanted, CoreModuleType given):
                return CoreSubtyping.CheckModule(given, wanted);
            default:
                return _comparer.CompareDefinitions(actual, Mapping.Map(expected.Type));
        }
    }

    /// <summary>Matches the exports of an instance with those of a type.</summary>
    internal string? MatchExports(ComponentInstanceType actual, ComponentInstanceType expected)
    {
        foreach (var export in expected.Exports)
        {
            if (actual.Find(export.Name) is not { } given)
            {
                return $"missing expected export `{export.Name}`";
            }

            if (Match(export, given.Kind, given.Type) is { } mistake)
            {
                return $"type mismatch in instance export `{export.Name}`: {mistake}";
            }
        }

        return null;
    }

    private void Open(ResourcePath[] resources)
    {
        foreach (var resource in resources)
        {
            _open.Add(resource.Resource);
        }
    }

    private string? MatchType(DefinitionType expected, DefinitionType actual)
    {
        var mistake = (expected, actual) switch
        {
            (ResourceType wanted, ResourceType given) => MatchResource(wanted, given),
            _ => _comparer.CompareDefinitions(actual, Mapping.Map(expected)),
        };
        if (mistake is null)
        {
            Mapping.Give(expected, actual);
        }

        return mistake;
    }

    private string? MatchResource(ResourceType expected, ResourceType actual)
    {
        if (!_open.Contains(expected.Identity) || Mapping.Has(expected.Identity))
        {
            return TypeComparer.CompareResources(actual, Mapping.Map(expected));
        }

        Mapping.Give(expected.Identity, actual.Identity);
        return null;
    }
}
