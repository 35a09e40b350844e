using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>Compares types: of values and functions they must be equal, of instances, components and core modules the actual one may offer
/// more and ask for less (Explainer.md, "Type Checking"). What is wrong is described; null is right.</summary>
internal sealed class TypeComparer(TypeWork work)
{
    /// <summary>Pairs that were found equal. Resources have their identities by now, so that this stays true.</summary>
    private readonly HashSet<(DefinitionType Actual, DefinitionType Expected)> _equal = [];

    internal TypeWork Work => work;

    /// <summary>Compares types of any kind for being equal.</summary>
    internal string? CompareDefinitions(DefinitionType actual, DefinitionType expected)
    {
        work.Step();
        return (actual, expected) switch
        {
            (ComponentValueType one, ComponentValueType other) => CompareValues(one, other, isTop: true),
            (ComponentFunctionType one, ComponentFunctionType other) => CompareFunctions(one, other),
            (ResourceType one, ResourceType other) => CompareResources(one, other),
            (ComponentInstanceType one, ComponentInstanceType other) => CompareInstances(one, other) ?? CompareInstances(other, one),
            (ComponentType one, ComponentType other) => CompareComponents(one, other) ?? CompareComponents(other, one),
            (CoreModuleType one, CoreModuleType other) => CoreSubtyping.CheckModule(one, other),
            _ => $"expected {GroupOf(expected)}, found {GroupOf(actual)}",
        };
    }

    /// <summary>The words for a kind of definition.</summary>
    internal static string GroupOf(DefinitionType type) => type is ComponentValueType ? "defined type" : type.Kind;

    internal string? CompareInstances(ComponentInstanceType actual, ComponentInstanceType expected) =>
        new Matching(this, expected.Resources).MatchExports(actual, expected);

    /// <summary>A component can stand for another if it makes do with what that is given, and offers what that offers.</summary>
    internal string? CompareComponents(ComponentType actual, ComponentType expected)
    {
        var imports = new Matching(this, actual.ImportedResources);
        foreach (var import in actual.Imports)
        {
            if (expected.FindImport(import.Name) is not { } given)
            {
                return $"missing expected import `{import.Name}`";
            }

            if (imports.Match(import, given.Kind, given.Type) is { } mistake)
            {
                return $"type mismatch in import `{import.Name}`: {mistake}";
            }
        }

        var exports = new Matching(this, expected.ExportedResources);
        foreach (var export in expected.Exports)
        {
            if (actual.FindExport(export.Name) is not { } given)
            {
                return $"missing expected export `{export.Name}`";
            }

            if (exports.Match(export, given.Kind, imports.Mapping.Map(given.Type)) is { } mistake)
            {
                return $"type mismatch in export `{export.Name}`: {mistake}";
            }
        }

        return null;
    }

    internal string? CompareFunctions(ComponentFunctionType actual, ComponentFunctionType expected)
    {
        work.Step();
        if (actual.IsAsync != expected.IsAsync)
        {
            return expected.IsAsync
                ? "expected an async func, found one that is not"
                : "expected a func that is not async, found an async one";
        }

        if (actual.Parameters.Count != expected.Parameters.Count)
        {
            return $"expected {expected.Parameters.Count} parameters, found {actual.Parameters.Count}";
        }

        foreach (var (given, wanted) in actual.Parameters.Zip(expected.Parameters))
        {
            if (given.Label != wanted.Label)
            {
                return $"expected parameter named `{wanted.Label}`, found `{given.Label}`";
            }

            if (CompareValues(given.Type, wanted.Type, isTop: false) is { } mistake)
            {
                return $"type mismatch in function parameter `{wanted.Label}`: {mistake}";
            }
        }

        return (actual.Result, expected.Result) switch
        {
            (null, null) => null,
            (null, _) => "expected a result, found none",
            (_, null) => "expected no result, found one",
            var (one, other) =>
                CompareValues(one, other, isTop: false) is { } mistake ? $"type mismatch with result type: {mistake}" : null,
        };
    }

    internal static string? CompareResources(ResourceType actual, ResourceType expected) =>
        actual.IsSame(expected) ? null : "resource types are not the same";

    internal string? CompareValues(ComponentValueType actual, ComponentValueType expected, bool isTop = false)
    {
        if (ReferenceEquals(actual, expected) || _equal.Contains((actual, expected)))
        {
            return null;
        }

        work.Step();
        var mistake = CompareParts(actual, expected, isTop);
        if (mistake is null)
        {
            _equal.Add((actual, expected));
        }

        return mistake;
    }

    private string? CompareParts(ComponentValueType actual, ComponentValueType expected, bool isTop)
    {
        switch (actual, expected)
        {
            case (PrimitiveType one, PrimitiveType other):
                return one.Primitive == other.Primitive ? null : $"expected primitive `{other.Kind}` found primitive `{one.Kind}`";
            case (RecordType one, RecordType other):
                return CompareFields(one, other);
            case (VariantType one, VariantType other):
                return CompareCases(one, other);
            case (TupleType one, TupleType other):
                return CompareTuples(one, other);
            case (FlagsType one, FlagsType other):
                return one.Labels.SequenceEqual(other.Labels) ? null : "mismatch in flags elements";
            case (EnumType one, EnumType other):
                return one.Labels.SequenceEqual(other.Labels) ? null : "mismatch in enum elements";
            case (ListType one, ListType other) when one.Length == other.Length:
                return CompareValues(one.Element, other.Element);
            case (ListType one, ListType other):
                return $"expected {DescribeLength(other)}, found {DescribeLength(one)}";
            case (MapType one, MapType other):
                return CompareValues(one.Key, other.Key) ?? CompareValues(one.Value, other.Value);
            case (OptionType one, OptionType other):
                return CompareValues(one.Value, other.Value);
            case (ResultType one, ResultType other):
                return CompareOptional(one.Ok, other.Ok, "ok") ?? CompareOptional(one.Error, other.Error, "err");
            case (OwnType one, OwnType other):
                return CompareResources(one.Resource, other.Resource);
            case (BorrowType one, BorrowType other):
                return CompareResources(one.Resource, other.Resource);
            case (StreamType one, StreamType other):
                return CompareOptional(one.Element, other.Element, "stream element");
            case (FutureType one, FutureType other):
                return CompareOptional(one.Element, other.Element, "future element");
            default:
                var wanted = isTop && expected is PrimitiveType ? "primitive" : expected.Kind;
                return $"expected {wanted}, found {actual.Kind}";
        }
    }

    private static string DescribeLength(ListType list) => list.Length is { } length ? $"a list of {length}" : "a list of any length";

    private string? CompareFields(RecordType actual, RecordType expected)
    {
        if (actual.Fields.Count != expected.Fields.Count)
        {
            return $"expected {expected.Fields.Count} fields, found {actual.Fields.Count}";
        }

        foreach (var (given, wanted) in actual.Fields.Zip(expected.Fields))
        {
            if (given.Label != wanted.Label)
            {
                return $"expected field name `{wanted.Label}`, found `{given.Label}`";
            }

            if (CompareValues(given.Type, wanted.Type) is { } mistake)
            {
                return $"type mismatch in record field `{wanted.Label}`: {mistake}";
            }
        }

        return null;
    }

    private string? CompareCases(VariantType actual, VariantType expected)
    {
        if (actual.Cases.Count != expected.Cases.Count)
        {
            return $"expected {expected.Cases.Count} cases, found {actual.Cases.Count}";
        }

        foreach (var (given, wanted) in actual.Cases.Zip(expected.Cases))
        {
            if (given.Label != wanted.Label)
            {
                return $"expected case named `{wanted.Label}`, found `{given.Label}`";
            }

            if (wanted.Type is null != given.Type is null)
            {
                return wanted.Type is null
                    ? $"expected case `{wanted.Label}` to have no type"
                    : $"expected case `{wanted.Label}` to have a type, found none";
            }

            if (wanted.Type is not null && CompareValues(given.Type!, wanted.Type) is { } mistake)
            {
                return $"type mismatch in variant case `{wanted.Label}`: {mistake}";
            }
        }

        return null;
    }

    private string? CompareTuples(TupleType actual, TupleType expected)
    {
        if (actual.Types.Count != expected.Types.Count)
        {
            return $"expected {expected.Types.Count} types, found {actual.Types.Count}";
        }

        for (var index = 0; index < actual.Types.Count; index++)
        {
            if (CompareValues(actual.Types[index], expected.Types[index]) is { } mistake)
            {
                return $"type mismatch in tuple field {index}: {mistake}";
            }
        }

        return null;
    }

    private string? CompareOptional(ComponentValueType? actual, ComponentValueType? expected, string part) => (actual, expected) switch
    {
        (null, null) => null,
        (null, _) => $"expected {part} type, but found none",
        (_, null) => $"expected {part} type to not be present",
        var (one, other) => CompareValues(one, other) is { } mistake ? $"type mismatch in {part} variant: {mistake}" : null,
    };
}
