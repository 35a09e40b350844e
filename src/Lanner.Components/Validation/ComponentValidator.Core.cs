using System.Runtime.InteropServices;
using Lanner.Binary;
using Lanner.Components.Structure;
using Lanner.Structure;
using Lanner.Validation;

namespace Lanner.Components.Validation;

/// <content>Core types and core instances.</content>
internal sealed partial class ComponentValidator
{
    private ReadOnlySpan<byte> Span => _bytes.Span;

    /// <summary>Adds the types of a recursion group to the core types of the scope.</summary>
    private void AddCoreTypes(ByteRange range)
    {
        ReadGroup(range, _scope.CoreTypes!);
        while (_scope.CoreModuleTypes.Count < _scope.CoreTypes.Count)
        {
            _scope.CoreModuleTypes.Add(null);
        }
    }

    /// <summary>Reads a recursion group, and adds it to the types that it may refer to.</summary>
    private void ReadGroup(ByteRange range, List<DefinedType> known)
    {
        var first = known.Count;
        new TypeSectionReader(new ByteReader(Span, range), _features, keepsTypesApart: false, _admission, known).ReadGroup();
        var group = known[first..];
        SubtypeRules.Validate(
            new ModuleDefinition
            {
                Bytes = default,
                Types = [.. group],
                Offsets = new DefinitionOffsets { Types = [.. group.Select(_ => range.Offset)] },
            },
            _admission);
    }

    private CoreModuleType MakeModuleType(CoreModuleTypeDefinition definition)
    {
        var types = new List<DefinedType>();
        var imports = new Dictionary<(string, string), ExternalType>();
        var exports = new Dictionary<string, ExternalType>(StringComparer.Ordinal);
        foreach (var declaration in definition.Declarations)
        {
            var offset = declaration.Offset;
            switch (declaration)
            {
                case CoreTypeDeclaration type:
                    ReadGroup(type.Range, types);
                    break;
                case CoreOuterAlias alias:
                    types.Add(FindOuterCoreType(alias));
                    break;
                case CoreImportDeclaration import:
                    AddImport(imports, import.Module, import.Name, ReadExternalType(import.Type, types), offset);
                    break;
                case CoreExportDeclaration export:
                    if (!exports.TryAdd(export.Name, ReadExternalType(export.Type, types)))
                    {
                        throw Invalid($"export name `{DisplayedName.Of(export.Name)}` already defined", offset);
                    }

                    break;
            }
        }

        return new CoreModuleType(imports, exports);
    }

    private ExternalType ReadExternalType(ByteRange range, List<DefinedType> types)
    {
        var reader = new ByteReader(Span, range);
        if (range.Length > 1 && Span[range.Offset] is 0 or 4)
        {
            // The index of a function type, which a tag has behind its attribute.
            var index = new ByteReader(Span, range.Offset + (Span[range.Offset] == 0 ? 1 : 2)).ReadUnsigned32();
            _ = Scope.Get(types, Sort.Type, index, range.Offset);
        }

        var type = new ExternalTypeReader(new TypeReader(CollectionsMarshal.AsSpan(types), _features), _features).Read(ref reader, out _);
        ModuleValidator.ValidateType(type, range.Offset);
        return type;
    }

    /// <summary>Finds the type that a module type takes from around it: a module type is a scope as well.</summary>
    private DefinedType FindOuterCoreType(CoreOuterAlias alias)
    {
        if (alias.Count == 0)
        {
            throw Invalid("an alias of a module type can only refer to a type outside of it", alias.Offset);
        }

        var scope = FindScope(alias.Count - 1, alias.Count, alias.Offset);
        return Scope.Get(scope.CoreTypes, Sort.CoreType, alias.Index, alias.Offset)
            ?? throw Invalid($"core type index {alias.Index} is a module type, which a module type cannot have in it", alias.Offset);
    }

    private CoreInstanceType Instantiate(CoreInstantiation instantiation)
    {
        var module = Scope.Get(_scope.CoreModules, Sort.CoreModule, instantiation.Module, instantiation.Offset);
        var arguments = new Dictionary<string, CoreInstanceType>(StringComparer.Ordinal);
        foreach (var argument in instantiation.Arguments)
        {
            var instance = Scope.Get(_scope.CoreInstances, Sort.CoreInstance, argument.Instance, argument.Offset);
            if (!arguments.TryAdd(argument.Name, instance))
            {
                throw Invalid($"duplicate module instantiation argument named `{DisplayedName.Of(argument.Name)}`", argument.Offset);
            }
        }

        foreach (var ((from, name), type) in module.Imports)
        {
            _work.Step();
            if (!arguments.TryGetValue(from, out var argument))
            {
                throw Invalid($"missing module instantiation argument named `{DisplayedName.Of(from)}`", instantiation.Offset);
            }

            CheckCoreArgument(argument, from, name, type, instantiation.Offset);
        }

        return new CoreInstanceType(module.Exports);
    }

    private static void CheckCoreArgument(CoreInstanceType argument, string from, string name, ExternalType expected, int offset)
    {
        if (!argument.Exports.TryGetValue(name, out var item))
        {
            throw Invalid(
                $"module instantiation argument `{DisplayedName.Of(from)}` does not export an item named `{DisplayedName.Of(name)}`",
                offset);
        }

        if (CoreSubtyping.Check(item, expected) is { } mistake)
        {
            throw Invalid(
                $"type mismatch for export `{DisplayedName.Of(name)}` of module instantiation argument "
                + $"`{DisplayedName.Of(from)}`: {mistake}", offset);
        }
    }

    private CoreInstanceType MakeCoreInstance(CoreInstanceOfExports instance)
    {
        var exports = new Dictionary<string, ExternalType>(StringComparer.Ordinal);
        foreach (var export in instance.Exports)
        {
            var (sort, index) = export.Item;
            if (sort is Sort.CoreType or Sort.CoreModule or Sort.CoreInstance)
            {
                // Core WebAssembly can neither export nor import these.
                throw Invalid($"a core instance cannot export a {sort.Keyword()}", export.Offset);
            }

            var type = Scope.Get(_scope.CoreItemsOf(sort), sort, index, export.Offset);
            if (!exports.TryAdd(export.Name, type))
            {
                throw Invalid($"export name `{DisplayedName.Of(export.Name)}` already defined", export.Offset);
            }
        }

        return new CoreInstanceType(exports);
    }

    /// <summary>Adds something to an index space of core items.</summary>
    private void AddCoreItem(ExternalType type) => _scope.CoreItemsOf(Sorts.Of(type.Kind)).Add(type);
}
