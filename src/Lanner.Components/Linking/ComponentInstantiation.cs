using System.Diagnostics.CodeAnalysis;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes an instance of a component: runs its definitions in their order, each of which adds to the index spaces.</summary>
internal sealed partial class ComponentInstantiation
{
    private readonly InstantiationWork _work;
    private readonly ComponentItem _component;
    private readonly IReadOnlyDictionary<string, RuntimeItem> _arguments;
    private readonly InstanceSpaces _spaces;
    private readonly Dictionary<string, RuntimeItem> _exports = new(StringComparer.Ordinal);
    private int _nested;

    private ComponentInstantiation(
        InstantiationWork work, ComponentItem component, InstanceNode? parent, IReadOnlyDictionary<string, RuntimeItem> arguments)
    {
        _work = work;
        _component = component;
        _arguments = arguments;
        _spaces = new InstanceSpaces(component.Validated.Scope, new InstanceNode(work.Store, parent), component.Outer);
    }

    private InstanceNode Node => _spaces.Node;

    /// <summary>Makes an instance.</summary>
    /// <param name="work">Counts what is made.</param>
    /// <param name="component">The component.</param>
    /// <param name="parent">The instance that makes it, or null for the host.</param>
    /// <param name="arguments">The definitions for the imports, whose types are right.</param>
    internal static InstanceItem Run(
        InstantiationWork work, ComponentItem component, InstanceNode? parent, IReadOnlyDictionary<string, RuntimeItem> arguments)
    {
        work.AddInstance();
        var instantiation = new ComponentInstantiation(work, component, parent, arguments);
        foreach (var definition in component.Validated.Definition.Definitions)
        {
            work.AddDefinition();
            instantiation.Run(definition);
        }

        return new InstanceItem(instantiation._exports);
    }

    private void Run(Definition definition)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                _spaces.Add(new ModuleItem(_component.Root.ModuleOf(module)));
                break;
            case CoreInstantiation instantiation:
                InstantiateCore(instantiation);
                break;
            case CoreInstanceOfExports exports:
                _spaces.CoreInstances.Add(exports.Exports.ToDictionary(
                    export => export.Name,
                    export => _spaces.CoreItemsOf(export.Item.Sort)[(int)export.Item.Index],
                    StringComparer.Ordinal));
                break;
            case NestedComponentDefinition:
                _spaces.Add(new ComponentItem(_component.Root, _component.Validated.Nested[_nested++], _spaces));
                break;
            case Instantiation instantiation:
                var arguments = instantiation.Arguments.ToDictionary(
                    argument => argument.Name, argument => _spaces.Get(argument.Item.Sort, argument.Item.Index), StringComparer.Ordinal);
                _spaces.Add(Run(_work, _spaces.Components[(int)instantiation.Component], Node, arguments));
                break;
            case InstanceOfExports exports:
                _spaces.Add(new InstanceItem(exports.Exports.ToDictionary(
                    export => export.Name.Name, export => _spaces.Get(export.Item.Sort, export.Item.Index), StringComparer.Ordinal)));
                break;
            case ExportAlias { IsOfCore: true } alias:
                _spaces.CoreItemsOf(alias.Sort).Add(_spaces.CoreInstances[(int)alias.Instance][alias.Name]);
                break;
            case ExportAlias alias:
                _spaces.Add(_spaces.Instances[(int)alias.Instance].Exports[alias.Name]);
                break;
            case OuterAlias alias:
                AddOuter(alias);
                break;
            case TypeDefinition type:
                _spaces.Add(new TypeItem(type.Type is ResourceDeclaration resource ? MakeResource(resource) : null));
                break;
            case LiftDefinition or LowerDefinition or BuiltInDefinition:
                AddCanonical(definition);
                break;
            case StartDefinition start:
                Start(start);
                break;
            case ImportDeclaration import:
                _spaces.Add(_arguments[import.Name.Name]);
                break;
            case ComponentExportDefinition export:
                var item = _spaces.Get(export.Item.Sort, export.Item.Index);
                _exports[export.Name.Name] = item;
                _spaces.Add(item);
                break;
            case ValueDefinition value:
                _spaces.Add(new ValueItem(ValueDecoder.Decode(
                    _component.Validated.Definition.Bytes.Span, value.Content, _spaces.Scope.Values[_spaces.Values.Count])));
                break;
        }
    }

    private void InstantiateCore(CoreInstantiation instantiation)
    {
        _work.AddInstance();
        var module = _spaces.Modules[(int)instantiation.Module].Module;
        var arguments = instantiation.Arguments.ToDictionary(
            argument => argument.Name, argument => _spaces.CoreInstances[(int)argument.Instance], StringComparer.Ordinal);
        var externs = module.Imports.Select(import => arguments[import.ModuleName][import.Name]);
        var instance = new PreparedModule(module, externs).Instantiate(_work.Store);
        var exports = new Dictionary<string, Extern>(StringComparer.Ordinal);
        foreach (var export in module.Exports)
        {
            exports.Add(export.Name, instance.GetExport(export.Name)!);
        }

        _spaces.CoreInstances.Add(exports);
    }

    private void AddOuter(OuterAlias alias)
    {
        var target = _spaces;
        for (var left = alias.Count; left > 0; left--)
        {
            target = target.Outer!;
        }

        if (alias.Sort != Sort.CoreType)
        {
            _spaces.Add(target.Get(alias.Sort, alias.Index));
        }
    }

    private void Start(StartDefinition start)
    {
        var arguments = start.Arguments.Select(index => _spaces.Values[(int)index].Value).ToArray();
        _work.Store.Enter();
        try
        {
            var type = _spaces.Scope.Functions[(int)start.Function];
            if (_spaces.Functions[(int)start.Function].Callee.CallFromHost(_work.Store, type, arguments) is { } value)
            {
                _spaces.Add(new ValueItem(value));
            }
        }
        finally
        {
            _work.Store.Leave();
        }
    }
}
