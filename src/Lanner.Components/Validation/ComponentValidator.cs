using Lanner.Admission;
using Lanner.Binary;
using Lanner.Components.Binary;
using Lanner.Components.Structure;
using Lanner.Structure;
using Lanner.Validation;

namespace Lanner.Components.Validation;

/// <summary>Validates a component (Explainer.md and Binary.md of the component model, at commit 6d28164): definition by definition, in
/// their order, each of which can refer to those before it only.</summary>
internal sealed partial class ComponentValidator
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly ModuleAdmission? _admission;
    private readonly bool _areModulesValid;
    private readonly TypeWork _work;
    private readonly TypeComparer _comparer;
    private Scope _scope;

    private ComponentValidator(ComponentDefinition component, ModuleAdmission? admission, bool areModulesValid)
    {
        _bytes = component.Bytes;
        _features = component.Features;
        _admission = admission;
        _areModulesValid = areModulesValid;
        _work = new TypeWork(ComponentLimits.TypeSteps + (ComponentLimits.TypeStepsOfByte * component.Bytes.Length));
        _comparer = new TypeComparer(_work);
        _scope = new Scope(ScopeKind.Component, null, _work);
    }

    /// <summary>Validates a component.</summary>
    /// <param name="component">The component.</param>
    /// <param name="admission">Ends it when the time is up.</param>
    /// <param name="areModulesValid">True if its core modules are known to be valid.</param>
    /// <returns>Its type, and those of everything in it.</returns>
    /// <exception cref="InvalidModuleException">A rule is broken.</exception>
    /// <exception cref="MalformedModuleException">A function body of a module is not made of instructions.</exception>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static ValidatedComponent Validate(
        ComponentDefinition component, ModuleAdmission? admission = null, bool areModulesValid = false) =>
        new ComponentValidator(component, admission, areModulesValid).ValidateComponent(component, parent: null);

    private static InvalidModuleException Invalid(string reason, int offset) => new(reason, offset);

    private ValidatedComponent ValidateComponent(ComponentDefinition component, Scope? parent)
    {
        var outer = _scope;
        _scope = new Scope(ScopeKind.Component, parent, _work);
        var nested = new List<ValidatedComponent>();
        foreach (var definition in component.Definitions)
        {
            _admission?.Reach(definition.Offset);
            _work.Offset = definition.Offset;
            if (definition is NestedComponentDefinition inner)
            {
                nested.Add(ValidateComponent(inner.Component, _scope));
                _scope.Components.Add(nested[^1].Type);
            }
            else
            {
                Validate(definition);
            }
        }

        var end = component.Range.End;
        if (_scope.UsedValues.IndexOf(false) is >= 0 and var unused)
        {
            throw Invalid($"value {unused} was not used as part of an `instantiate`, `start` or `export`", end);
        }

        var validated = new ValidatedComponent(component, MakeComponentType(end), _scope, [.. nested]);
        _scope = outer;
        return validated;
    }

    private void Validate(Definition definition)
    {
        switch (definition)
        {
            case CustomDefinition:
                break;
            case CoreModuleDefinition module:
                _scope.CoreModules.Add(ValidateModule(module));
                break;
            case CoreInstantiation instantiation:
                _scope.CoreInstances.Add(Instantiate(instantiation));
                break;
            case CoreInstanceOfExports exports:
                _scope.CoreInstances.Add(MakeCoreInstance(exports));
                break;
            case CoreTypeDefinition type:
                AddCoreTypes(type.Range);
                break;
            case CoreModuleTypeDefinition type:
                _scope.AddCoreType(null, MakeModuleType(type));
                break;
            case Instantiation instantiation:
                _scope.Instances.Add(Instantiate(instantiation));
                break;
            case InstanceOfExports exports:
                _scope.Instances.Add(MakeInstance(exports));
                break;
            case ExportAlias alias:
                Add(alias);
                break;
            case OuterAlias alias:
                Add(alias);
                break;
            case TypeDefinition type:
                AddType(MakeType(type.Type, type.Offset), type.Offset);
                break;
            case LiftDefinition or LowerDefinition or BuiltInDefinition:
                ValidateCanonical(definition);
                break;
            case StartDefinition start:
                ValidateStart(start);
                break;
            case ImportDeclaration import:
                Import(import);
                break;
            case ExportDeclaration export:
                Export(export.Name, ResolveExternType(export.Type, export.Offset), export.Offset);
                break;
            case ComponentExportDefinition export:
                Export(export);
                break;
            case ValueDefinition value:
                AddValue(ValidateValue(value));
                break;
            default:
                throw new InvalidOperationException($"{definition.GetType()} is not validated.");
        }
    }

    /// <summary>Validates a core module, whose errors count from its own start.</summary>
    private CoreModuleType ValidateModule(CoreModuleDefinition definition)
    {
        var module = definition.Module;
        try
        {
            if (!_areModulesValid)
            {
                ModuleValidator.Validate(module, _admission);
            }
        }
        catch (InvalidModuleException error)
        {
            throw Invalid(error.Reason, (int)error.Offset + definition.Range.Offset);
        }
        catch (MalformedModuleException error)
        {
            throw new MalformedModuleException(error.Reason, error.Offset + definition.Range.Offset);
        }

        var imports = new Dictionary<(string, string), ExternalType>();
        foreach (var import in module.Imports)
        {
            AddImport(imports, import.ModuleName, import.Name, import.Type, import.Offset + definition.Range.Offset);
        }

        return new CoreModuleType(imports, module.Exports.ToDictionary(export => export.Name, module.TypeOf, StringComparer.Ordinal));
    }

    /// <summary>Adds an import of a module. In a component its two names are one name, so that they must differ.</summary>
    private static void AddImport(
        Dictionary<(string Module, string Name), ExternalType> imports, string module, string name, ExternalType type, int offset)
    {
        if (!imports.TryAdd((module, name), type))
        {
            throw Invalid($"duplicate import name `{DisplayedName.Of(module)}:{DisplayedName.Of(name)}`", offset);
        }
    }

    private void AddValue(ComponentValueType type)
    {
        _scope.Values.Add(type);
        _scope.UsedValues.Add(false);
    }

    /// <summary>Uses a value, as can be done once.</summary>
    private ComponentValueType UseValue(uint index, int offset)
    {
        var type = Scope.Get(_scope.Values, Sort.Value, index, offset);
        if (_scope.UsedValues[(int)index])
        {
            throw Invalid($"value {index} cannot be used more than once", offset);
        }

        _scope.UsedValues[(int)index] = true;
        return type;
    }

    private void ValidateStart(StartDefinition start)
    {
        var function = Scope.Get(_scope.Functions, Sort.Function, start.Function, start.Offset);
        if (start.Arguments.Length != function.Parameters.Count)
        {
            throw Invalid(
                $"component start function requires {function.Parameters.Count} arguments, found {start.Arguments.Length}", start.Offset);
        }

        for (var index = 0; index < start.Arguments.Length; index++)
        {
            var value = UseValue(start.Arguments[index], start.Offset);
            if (_comparer.CompareValues(value, function.Parameters[index].Type) is { } mistake)
            {
                throw Invalid($"type mismatch for component start function argument {index}: {mistake}", start.Offset);
            }
        }

        if (start.ResultCount != (function.Result is null ? 0u : 1u))
        {
            throw Invalid(
                $"component start function has {(function.Result is null ? 0 : 1)} results, found {start.ResultCount}", start.Offset);
        }

        if (function.Result is { } result)
        {
            AddValue(result);
        }
    }

    private ComponentValueType ValidateValue(ValueDefinition value)
    {
        var type = ResolveValueType(value.Type, value.Offset);
        new ValueReader(_bytes.Span, value.Content).Check(type);
        return type;
    }
}

/// <summary>A valid component.</summary>
/// <param name="Definition">The definitions, in the order in which an instance is made.</param>
/// <param name="Type">The type.</param>
/// <param name="Scope">The index spaces, filled.</param>
/// <param name="Nested">The components in it, in their order.</param>
internal sealed record ValidatedComponent(ComponentDefinition Definition, ComponentType Type, Scope Scope, ValidatedComponent[] Nested);
