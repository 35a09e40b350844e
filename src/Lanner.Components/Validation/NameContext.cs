using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>The names of the imports, or of the exports, of one scope: they differ strongly, and functions of resources belong to resources
/// with names there (Binary.md, "Import and Export Definitions").</summary>
/// <param name="direction">The word "import" or "export".</param>
internal sealed class NameContext(string direction)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ResourceType, string> _resourceNames = [];
    private readonly HashSet<string> _resourceLabels = new(StringComparer.Ordinal);

    /// <summary>Checks a name, and the type for it, and adds it.</summary>
    internal void Add(in ExternName name, ComponentExternKind kind, DefinitionType type, int offset)
    {
        if (ParsedName.Parse(name.Name, out var mistake) is not { } parsed)
        {
            throw Invalid($"`{DisplayedName.Of(name.Name)}` is not a valid extern name: {mistake}", offset);
        }

        CheckAttributes(name, parsed, kind, offset);
        if (CheckFunction(parsed, kind, type) is { } wrong)
        {
            throw Invalid($"invalid {direction} name `{name.Name}`: {wrong}", offset);
        }

        if (!_names.TryAdd(parsed.Key, name.Name))
        {
            throw Invalid($"{direction} name `{name.Name}` conflicts with previous name `{_names[parsed.Key]}`", offset);
        }

        if (kind == ComponentExternKind.Type && type is ResourceType resource && parsed.Form == NameForm.Label)
        {
            _resourceNames[resource] = name.Name;
            _resourceLabels.Add(name.Name);
        }
    }

    private static InvalidModuleException Invalid(string reason, int offset) => new(reason, offset);

    private static void CheckAttributes(in ExternName name, ParsedName parsed, ComponentExternKind kind, int offset)
    {
        if (name.Implements is { } implements)
        {
            if (ParsedName.Parse(implements, out var mistake) is not { } interfaceName)
            {
                throw Invalid($"`{DisplayedName.Of(implements)}` is not a valid name: {mistake}", offset);
            }

            if (interfaceName.Form != NameForm.Interface)
            {
                throw Invalid($"an `implements` name must be an interface name, found `{implements}`", offset);
            }

            if (parsed.Form != NameForm.Label)
            {
                throw Invalid($"name `{name.Name}` is not valid with `implements`: expected a plain name", offset);
            }

            if (kind != ComponentExternKind.Instance)
            {
                throw Invalid($"only instances can have an `implements`, found a {Sorts.Of(kind).Keyword()}", offset);
            }
        }

        if (name.VersionSuffix is { } suffix)
        {
            CheckVersionSuffix(name.Name, suffix, offset);
        }
    }

    private static void CheckVersionSuffix(string name, string suffix, int offset)
    {
        var version = name.AsSpan(name.IndexOf('@', StringComparison.Ordinal) + 1);
        if (version.Length == name.Length || !SemanticVersion.IsCanonical(version))
        {
            throw Invalid($"name `{name}` is not valid with `versionsuffix`: expected one with a canonical version", offset);
        }

        if (SemanticVersion.CheckFull($"{version}{suffix}") is { } mistake)
        {
            throw Invalid($"`{version}{DisplayedName.Of(suffix)}` is not a valid semver: {mistake}", offset);
        }
    }

    /// <summary>Checks the type of a function that the name gives to a resource.</summary>
    private string? CheckFunction(ParsedName name, ComponentExternKind kind, DefinitionType type)
    {
        if (name.Form is NameForm.Label or NameForm.Interface)
        {
            return null;
        }

        if (kind != ComponentExternKind.Function || type is not ComponentFunctionType function)
        {
            return $"the {Sorts.Of(kind).Keyword()} is not a func";
        }

        return name.Form switch
        {
            NameForm.Constructor => CheckConstructor(name, function),
            NameForm.Method => CheckMethod(name, function),
            _ => _resourceLabels.Contains(name.Resource) ? null : "static resource name is not known in this context",
        };
    }

    private string? CheckConstructor(ParsedName name, ComponentFunctionType function)
    {
        if (function.Result is null)
        {
            return "function should return one value";
        }

        var result = function.Result is ResultType { Ok: { } ok } ? ok : function.Result;
        return result is OwnType own
            ? CheckResource(name, own.Resource)
            : "function should return `(own $T)` or `(result (own $T))`";
    }

    private string? CheckMethod(ParsedName name, ComponentFunctionType function)
    {
        if (function.Parameters.Count == 0)
        {
            return "function should have at least one argument";
        }

        var (label, type) = function.Parameters[0];
        if (label != "self")
        {
            return $"function should have a first argument called `self`, found `{label}`";
        }

        return type is BorrowType borrow
            ? CheckResource(name, borrow.Resource)
            : "function should take a first argument of `(borrow $T)`";
    }

    private string? CheckResource(ParsedName name, ResourceType resource)
    {
        if (!_resourceNames.TryGetValue(resource, out var label))
        {
            return "resource used in function does not have a name in this context";
        }

        return label == name.Resource ? null : $"function does not match expected resource name `{label}`";
    }
}
