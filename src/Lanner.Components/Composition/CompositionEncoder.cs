using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Components.Validation;

namespace Lanner.Components.Composition;

/// <summary>Writes a component that has instances of others in it: the imports that stay open, the components, the instances, each behind
/// those that it is given something of, and the exports.</summary>
internal sealed class CompositionEncoder(List<ComposedInstance> instances, List<ComposedExport> exports)
{
    private readonly ScopeEncoder _scope = ScopeEncoder.OfComponent();
    private readonly Dictionary<string, SortIndex> _imports = new(StringComparer.Ordinal);
    private readonly Dictionary<Component, uint> _components = [];
    private readonly Dictionary<ComposedInstance, uint> _made = [];
    private readonly List<ComposedInstance> _begun = [];

    internal byte[] Encode()
    {
        var open = instances.SelectMany(instance => instance.Component.Imports
            .Where(import => !instance.Given.ContainsKey(import.Name))
            .Select(import => (Instance: instance, Import: import)));
        foreach (var wanted in open.GroupBy(pair => pair.Import.Name, StringComparer.Ordinal))
        {
            _imports.Add(wanted.Key, Import([.. wanted]));
        }

        foreach (var component in instances.Select(instance => instance.Component).Distinct())
        {
            _components.Add(component, _scope.AddComponent(component.Binary.Span));
        }

        foreach (var instance in instances)
        {
            Make(instance);
        }

        foreach (var (name, instance, item) in exports)
        {
            Export(name, instance, item);
        }

        return _scope.EncodeComponent();
    }

    private void Export(string name, ComposedInstance instance, ComponentExtern item)
    {
        _scope.UseTypesOf(instance);
        var sort = Sorts.Of(item.Kind);
        var index = _scope.AliasExport(sort, _made[instance], item.Name);
        var exportName = new ExternName(name, item.Implements, item.VersionSuffix, item.ExternalId);
        uint exported;
        try
        {
            exported = _scope.Export(exportName, new SortIndex(sort, index), item.Type);
        }
        catch (NotSupportedException)
        {
            // A resource has no name that could be written: the validation of the new component says whether it needs one.
            exported = _scope.Export(exportName, new SortIndex(sort, index));
        }

        NoteGiven(instance, item, exported);
    }

    /// <summary>Notes for those that were given what is now exported that its types are the types of their imports.</summary>
    private void NoteGiven(ComposedInstance provider, ComponentExtern item, uint exported)
    {
        foreach (var importer in instances)
        {
            foreach (var import in importer.Component.Imports)
            {
                if (importer.Given.TryGetValue(import.Name, out var given) && given == (provider, item))
                {
                    _scope.UseTypesOf(importer);
                    _scope.NoteTypes(import, exported);
                }
            }
        }
    }

    /// <summary>Imports something for all instances that need it: of the types that they have for it, the one that does for all.</summary>
    private SortIndex Import((ComposedInstance Instance, ComponentExtern Import)[] wanted)
    {
        var chosen = Array.Find(
            wanted, one => Array.TrueForAll(wanted, other => Mistake(other.Import, one.Import, other.Instance) is null));
        if (chosen.Import is null)
        {
            var (instance, import) = wanted[0];
            Require(wanted[1].Import, import, wanted[1].Instance);
            throw new ComponentLinkException(import.Name, $"`{instance.Name}` and others import it with types that differ");
        }

        try
        {
            var index = _scope.Import(chosen.Import);
            foreach (var (_, import) in wanted)
            {
                _scope.NoteTypes(import, index);
            }

            return new SortIndex(Sorts.Of(chosen.Import.Kind), index);
        }
        catch (NotSupportedException error)
        {
            throw new ComponentLinkException(chosen.Import.Name, error.Message);
        }
    }

    private void Make(ComposedInstance instance)
    {
        if (_made.ContainsKey(instance))
        {
            return;
        }

        if (_begun.Contains(instance))
        {
            var cycle = _begun.Skip(_begun.IndexOf(instance)).Append(instance).Select(one => $"`{one.Name}`");
            throw new ComponentLinkException(
                _begun[^1].Given.First(pair => pair.Value.Instance == instance).Key,
                $"instances need each other: {string.Join(" needs ", cycle)}");
        }

        _begun.Add(instance);
        var arguments = new List<(string, SortIndex)>();
        foreach (var import in instance.Component.Imports)
        {
            if (!instance.Given.TryGetValue(import.Name, out var given))
            {
                arguments.Add((import.Name, _imports[import.Name]));
                continue;
            }

            Require(import, given.Export, instance);
            Make(given.Instance);
            var sort = Sorts.Of(import.Kind);
            arguments.Add((import.Name, new SortIndex(sort, _scope.AliasExport(sort, _made[given.Instance], given.Export.Name))));
        }

        _begun.RemoveAt(_begun.Count - 1);
        _made.Add(instance, _scope.Instantiate(_components[instance.Component], arguments));
    }

    /// <summary>Checks that something is of the type of an import.</summary>
    private static void Require(ComponentExtern import, ComponentExtern given, ComposedInstance instance)
    {
        if (Mistake(import, given, instance) is { } mistake)
        {
            throw new ComponentLinkException(import.Name, $"what `{instance.Name}` is given is of another type: {mistake}");
        }
    }

    /// <summary>The reason why something is not of the type of an import, or null. Validation of the new component finds what this cannot
    /// see: that resources of several imports have to be the same.</summary>
    private static string? Mistake(ComponentExtern import, ComponentExtern given, ComposedInstance instance)
    {
        var component = instance.Component;
        var work = new TypeWork(ComponentLimits.TypeSteps + (ComponentLimits.TypeStepsOfByte * component.Binary.Length));
        var matching = new Matching(new TypeComparer(work), component.Type.ImportedResources);
        return matching.Match(import, given.Kind, given.Type);
    }
}
