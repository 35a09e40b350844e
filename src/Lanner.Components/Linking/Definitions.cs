using Lanner.Components.Binary;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>The things that a linker defines, and their matching with imports.</summary>
internal sealed class Definitions
{
    // A RuntimeItem, a ComponentInstance, a ComponentFunction, or the items of an interface by name.
    private readonly Dictionary<string, object> _items = new(StringComparer.Ordinal);

    internal void Add(string? interfaceName, string name, object item)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (interfaceName is null)
        {
            AddTo(_items, name, item);
            return;
        }

        if (!_items.TryGetValue(interfaceName, out var known))
        {
            _items.Add(interfaceName, known = new Dictionary<string, object>(StringComparer.Ordinal));
        }

        AddTo(
            known as Dictionary<string, object>
                ?? throw new ArgumentException($"`{interfaceName}` is defined already, as something else.", nameof(interfaceName)),
            name,
            item);
    }

    /// <summary>Finds what a component imports.</summary>
    /// <exception cref="ComponentLinkException">Something is not there, or something else.</exception>
    internal ResolvedImports Resolve(Component component)
    {
        var work = new TypeWork(ComponentLimits.TypeSteps + (ComponentLimits.TypeStepsOfByte * component.Binary.Length));
        var comparer = new TypeComparer(work);
        var resolved = new ResolvedImports();
        foreach (var import in component.Imports)
        {
            var matching = new Matching(comparer, component.Type.ImportedResources);
            resolved.Items.Add(import.Name, Resolve(resolved, import.Name, import, Find(import.Name), matching));
        }

        return resolved;
    }

    /// <summary>Finds a definition by its name, or one of a compatible version.</summary>
    private object? Find(string name)
    {
        if (_items.TryGetValue(name, out var item))
        {
            return item;
        }

        var compatible = SemanticVersion.CompatibleName(name);
        return compatible is null ? null : _items.FirstOrDefault(pair => SemanticVersion.CompatibleName(pair.Key) == compatible).Value;
    }

    private static void AddTo(Dictionary<string, object> items, string name, object item)
    {
        if (!items.TryAdd(name, item))
        {
            throw new ArgumentException($"`{name}` is defined already.", nameof(name));
        }
    }

    /// <summary>A type that is no resource, or an interface of such types: nothing but its own definition. Null for anything
    /// else.</summary>
    private static RuntimeItem? MakeIfPlain(ComponentExtern import)
    {
        if (import.Kind == ComponentExternKind.Type)
        {
            return import.Type is ResourceType ? null : new TypeItem(null);
        }

        if (import.Type is not ComponentInstanceType instance)
        {
            return null;
        }

        var exports = new Dictionary<string, RuntimeItem>(StringComparer.Ordinal);
        foreach (var export in instance.Exports)
        {
            if (MakeIfPlain(export) is not { } item)
            {
                return null;
            }

            exports.Add(export.Name, item);
        }

        return new InstanceItem(exports);
    }

    private static RuntimeItem Resolve(
        ResolvedImports resolved, string path, ComponentExtern import, object? item, Matching matching)
    {
        if (item is null)
        {
            return MakeIfPlain(import) ?? throw new ComponentLinkException(path, "not defined");
        }

        switch (item)
        {
            case ComponentInstance instance:
                resolved.Bind(path, "instance", instance.Store);
                Require(path, matching.Match(import, ComponentExternKind.Instance, instance.Type));
                return instance.Item;
            case ComponentFunction function:
                resolved.Bind(path, "function", function.Store);
                Require(path, matching.Match(import, ComponentExternKind.Function, function.Type));
                return new FunctionItem(function.Callee);
            case Dictionary<string, object> members
                when import is { Kind: ComponentExternKind.Instance, Type: ComponentInstanceType type }:
                var exports = new Dictionary<string, RuntimeItem>(StringComparer.Ordinal);
                foreach (var export in type.Exports)
                {
                    var member = members.GetValueOrDefault(export.Name);
                    exports.Add(export.Name, Resolve(resolved, $"{path}#{export.Name}", export, member, matching));
                }

                return new InstanceItem(exports);
            case ModuleItem module:
                Require(path, matching.Match(import, ComponentExternKind.CoreModule, TypeOf(module.Module)));
                return module;
            case ComponentItem component:
                Require(path, matching.Match(import, ComponentExternKind.Component, component.Validated.Type));
                return component;
            case FunctionItem function when import is { Kind: ComponentExternKind.Function, Type: ComponentFunctionType type }:
                Require(path, function.Callee.MistakeOf(type));
                return function;
            case RuntimeItem other when other.Kind == import.Kind
                && (import.Kind != ComponentExternKind.Type || import.Type is ResourceType):
                return other;
            default:
                throw new ComponentLinkException(path, $"defined as something else than a {import.Type.Kind}");
        }
    }

    private static void Require(string path, string? mistake)
    {
        if (mistake is not null)
        {
            throw new ComponentLinkException(path, mistake);
        }
    }

    private static CoreModuleType TypeOf(Module module)
    {
        var imports = new Dictionary<(string, string), ExternalType>();
        foreach (var import in module.Imports)
        {
            imports.TryAdd((import.ModuleName, import.Name), import.Type);
        }

        return new CoreModuleType(
            imports, module.Exports.ToDictionary(export => export.Name, export => export.Type, StringComparer.Ordinal));
    }
}
