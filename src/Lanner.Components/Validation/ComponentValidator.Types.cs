using Lanner.Components.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <content>Types (Binary.md, "Type Definitions").</content>
internal sealed partial class ComponentValidator
{
    private const int MaximumFlags = 32;

    private void AddType(DefinitionType type, int offset)
    {
        CheckSize(type, offset);
        _scope.Types.Add(type);
    }

    /// <summary>Refuses types that are too large to go over.</summary>
    private static void CheckSize(DefinitionType type, int offset)
    {
        if (type.Shape.Size > ComponentLimits.TypeSize)
        {
            throw Invalid($"effective type size exceeds the limit of {ComponentLimits.TypeSize}", offset);
        }

        if (type.Shape.Depth > ComponentLimits.TypeDepth)
        {
            throw Invalid($"type nesting is too deep: more than {ComponentLimits.TypeDepth} types inside each other", offset);
        }

        if (type is ComponentValueType { Layout.Size: >= ElementLayout.MaximumSize and var size })
        {
            throw Invalid($"the type exceeds maximum byte size: it takes {size} bytes, of which less than 2^28 are possible", offset);
        }
    }

    private ComponentValueType ResolveValueType(ValueTypeReference reference, int offset)
    {
        if (reference.Primitive is { } primitive)
        {
            return PrimitiveType.Of(primitive);
        }

        return Scope.Get(_scope.Types, Sort.Type, reference.Index, offset) as ComponentValueType
            ?? throw Invalid($"type index {reference.Index} is not a defined type", offset);
    }

    private ComponentValueType? ResolveOptional(ValueTypeReference? reference, int offset) =>
        reference is { } present ? ResolveValueType(present, offset) : null;

    private ResourceType ResolveResource(uint index, int offset) =>
        Scope.Get(_scope.Types, Sort.Type, index, offset) as ResourceType
        ?? throw Invalid($"type index {index} is not a resource type", offset);

    private DefinitionType MakeType(DeclaredType declaration, int offset)
    {
        switch (declaration)
        {
            case PrimitiveDeclaration primitive:
                return PrimitiveType.Of(primitive.Kind);
            case RecordDeclaration record:
                RequireSome(record.Fields.Length, "record type must have at least one field", offset);
                return new RecordType(ResolveLabeled(record.Fields, "record field", "field", offset));
            case VariantDeclaration variant:
                return MakeVariant(variant, offset);
            case ListDeclaration list:
                return MakeList(list, offset);
            case MapDeclaration map:
                return MakeMap(map, offset);
            case TupleDeclaration tuple:
                RequireSome(tuple.Types.Length, "tuple type must have at least one type", offset);
                return new TupleType(Array.ConvertAll(tuple.Types, type => ResolveValueType(type, offset)));
            case FlagsDeclaration flags:
                RequireSome(flags.Labels.Length, "flags must have at least one entry", offset);
                if (flags.Labels.Length > MaximumFlags)
                {
                    throw Invalid($"cannot have more than {MaximumFlags} flags, found {flags.Labels.Length}", offset);
                }

                CheckLabels(flags.Labels, "flag", "flag", offset);
                return new FlagsType(flags.Labels);
            case EnumDeclaration labels:
                RequireSome(labels.Labels.Length, "enum type must have at least one variant", offset);
                CheckLabels(labels.Labels, "enum tag", "tag", offset);
                return new EnumType(labels.Labels);
            case OptionDeclaration option:
                return new OptionType(ResolveValueType(option.Value, offset));
            case ResultDeclaration result:
                return new ResultType(ResolveOptional(result.Ok, offset), ResolveOptional(result.Error, offset));
            case HandleDeclaration handle:
                var resource = ResolveResource(handle.Resource, offset);
                return handle.IsOwn ? new OwnType(resource) : new BorrowType(resource);
            case StreamDeclaration stream:
                return new StreamType(ResolveElement(stream.Element, "stream", offset));
            case FutureDeclaration future:
                return new FutureType(ResolveElement(future.Element, "future", offset));
            case ResourceDeclaration defined:
                return MakeResource(defined, offset);
            case FunctionDeclaration function:
                return MakeFunction(function, offset);
            case ComponentDeclaration component:
                return MakeComponentType(component, offset);
            case InstanceDeclaration instance:
                return MakeInstanceType(instance, offset);
            default:
                throw new InvalidOperationException($"{declaration.GetType()} is not validated.");
        }
    }

    private static void RequireSome(int count, string rule, int offset)
    {
        if (count == 0)
        {
            throw Invalid(rule, offset);
        }
    }

    private VariantType MakeVariant(VariantDeclaration variant, int offset)
    {
        RequireSome(variant.Cases.Length, "variant type must have at least one case", offset);
        CheckLabels(variant.Cases.Select(one => one.Label), "variant case", "case", offset);
        return new VariantType(Array.ConvertAll(
            variant.Cases, one => new VariantCase(one.Label, ResolveOptional(one.Type, offset))));
    }

    private ListType MakeList(ListDeclaration list, int offset)
    {
        if (list.Length == 0)
        {
            throw Invalid("a fixed-length list must have at least one element", offset);
        }

        return new ListType(ResolveValueType(list.Element, offset), list.Length);
    }

    private MapType MakeMap(MapDeclaration map, int offset)
    {
        var key = ResolveValueType(map.Key, offset);
        return key is PrimitiveType { Primitive: not (PrimitiveKind.F32 or PrimitiveKind.F64 or PrimitiveKind.ErrorContext) }
            ? new MapType(key, ResolveValueType(map.Value, offset))
            : throw Invalid($"a map cannot have keys of the type {key.Kind}", offset);
    }

    /// <summary>Resolves the element of a stream or future, which outlives calls.</summary>
    private ComponentValueType? ResolveElement(ValueTypeReference? reference, string kind, int offset)
    {
        var element = ResolveOptional(reference, offset);
        if (kind == "stream" && element is PrimitiveType { Primitive: PrimitiveKind.Char })
        {
            throw Invalid("`stream<char>` is not valid at this time", offset);
        }

        return element?.Shape.Has(TypeTraits.Borrow) == true ? throw Invalid($"a {kind} cannot contain a `borrow` type", offset) : element;
    }

    private LabeledType[] ResolveLabeled(
        (string Label, ValueTypeReference Type)[] types, string what, string kind, int offset)
    {
        CheckLabels(types.Select(type => type.Label), what, kind, offset);
        return Array.ConvertAll(types, type => new LabeledType(type.Label, ResolveValueType(type.Type, offset)));
    }

    private static void CheckLabels(IEnumerable<string> labels, string what, string kind, int offset)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var label in labels)
        {
            if (label.Length == 0)
            {
                throw Invalid($"{what} name cannot be empty", offset);
            }

            if (ParsedName.CheckLabel(label) is { } mistake)
            {
                throw Invalid($"{what} name {mistake}", offset);
            }

            if (!seen.TryAdd(label, label))
            {
                throw Invalid($"{what} name `{label}` conflicts with previous {kind} name `{seen[label]}`", offset);
            }
        }
    }

    private ComponentFunctionType MakeFunction(FunctionDeclaration function, int offset)
    {
        var parameters = ResolveLabeled(function.Parameters, "function parameter", "parameter", offset);
        var result = ResolveOptional(function.Result, offset);
        return result?.Shape.Has(TypeTraits.Borrow) == true
            ? throw Invalid("function result cannot contain a `borrow` type", offset)
            : new ComponentFunctionType(function.IsAsync, parameters, result);
    }

    private ResourceType MakeResource(ResourceDeclaration resource, int offset)
    {
        if (_scope.Kind != ScopeKind.Component)
        {
            throw Invalid("resources can only be defined within a concrete component", offset);
        }

        var representation = resource.Representation switch
        {
            0x7F => WasmValueType.I32,
            0x7E => WasmValueType.I64,
            _ => throw Invalid(
                $"resources can only be represented by `i32` or `i64`, found type 0x{resource.Representation:x2}", offset),
        };
        if (resource.Destructor is { } destructor)
        {
            var type = ResolveCoreFunction(destructor, offset);
            if (type.ResultArray.Length > 0 || type.ParameterArray is not [var parameter] || parameter != representation)
            {
                throw Invalid(
                    $"core function {destructor} has the wrong signature for a destructor: expected (func (param {representation})), "
                    + $"found {type}", offset);
            }
        }

        var identity = new ResourceIdentity { Representation = representation };
        _scope.OwnResources.Add(identity);
        _scope.DefinedResources.Add(identity);
        return new ResourceType(identity);
    }

    private ComponentInstanceType MakeInstanceType(InstanceDeclaration declaration, int offset)
    {
        var scope = ValidateDeclarations(ScopeKind.InstanceType, declaration.Declarations);
        _work.Offset = offset;
        return new ComponentInstanceType([.. scope.Exports], [.. scope.ExportedResources]);
    }

    private ComponentType MakeComponentType(ComponentDeclaration declaration, int offset)
    {
        var scope = ValidateDeclarations(ScopeKind.ComponentType, declaration.Declarations);
        _work.Offset = offset;
        return new ComponentType([.. scope.Imports], [.. scope.Exports], [.. scope.ImportedResources], [.. scope.ExportedResources]);
    }

    private Scope ValidateDeclarations(ScopeKind kind, Definition[] declarations)
    {
        var outer = _scope;
        var scope = new Scope(kind, outer, _work);
        _scope = scope;
        foreach (var declaration in declarations)
        {
            _admission?.Reach(declaration.Offset);
            _work.Offset = declaration.Offset;
            Validate(declaration);
        }

        _scope = outer;
        return scope;
    }

    /// <summary>The type of the component whose definitions are all in the scope.</summary>
    private ComponentType MakeComponentType(int offset)
    {
        var type = new ComponentType(
            [.. _scope.Imports], [.. _scope.Exports], [.. _scope.ImportedResources], [.. _scope.ExportedResources]);
        CheckSize(type, offset);
        return type;
    }
}
