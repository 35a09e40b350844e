using Lanner.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Binary;

/// <summary>Writes the imports and exports of types that validation has found: of a component, or as declarations of a type of components
/// or instances. Types that were introduced by a name are referred to by it, so that equal resources stay equal.</summary>
internal sealed class ScopeEncoder
{
    private readonly ScopeKind _kind;
    private readonly ScopeEncoder? _parent;
    private readonly ComponentEncoder _sections = new();
    private readonly ByteWriter _declarations = new();
    private readonly Dictionary<Sort, uint> _counts = [];

    /// <summary>The types that all owners have.</summary>
    private readonly KnownTypes _shared = new();

    /// <summary>The types that one owner has besides.</summary>
    private readonly Dictionary<object, KnownTypes> _ofOwners = new(ReferenceEqualityComparer.Instance);

    /// <summary>The types of the owner that is written for; those of all if there is none.</summary>
    private KnownTypes _known;

    private int _declarationCount;

    private ScopeEncoder(ScopeKind kind, ScopeEncoder? parent)
    {
        _kind = kind;
        _parent = parent;
        _known = _shared;
    }

    /// <summary>Begins a component.</summary>
    internal static ScopeEncoder OfComponent() => new(ScopeKind.Component, parent: null);

    /// <summary>Begins a type of components, which is added by <see cref="AddType(ScopeEncoder)"/> when it is complete.</summary>
    internal ScopeEncoder BeginComponentType() => new(ScopeKind.ComponentType, this);

    /// <summary>The component with all its sections.</summary>
    internal byte[] EncodeComponent() => _sections.EncodeComponent().ToArray();

    /// <summary>Adds an import, and what it brings to the index spaces.</summary>
    /// <returns>The index, in the space of its sort.</returns>
    /// <exception cref="NotSupportedException">It is a core module or a value.</exception>
    internal uint Import(ComponentExtern import) => Declare(ComponentSection.Import, import);

    /// <summary>Adds an export of a type of components or instances.</summary>
    /// <exception cref="NotSupportedException">It is a core module or a value.</exception>
    internal uint ExportDeclared(ComponentExtern export) => Declare(ComponentSection.Export, export);

    /// <summary>Adds an export of a component.</summary>
    /// <param name="name">The name.</param>
    /// <param name="item">The item.</param>
    /// <param name="type">The type of the item: that of a function, or a type itself, is written in the names of the types that were
    /// exported before it. Null for one that speaks of no such types.</param>
    /// <returns>The index that the export has in the space of its sort.</returns>
    internal uint Export(in ExternName name, SortIndex item, DefinitionType? type = null)
    {
        var ascribed = type is ComponentFunctionType or ComponentValueType ? IndexOf(type) : (uint?)null;
        var writer = new ByteWriter();
        ComponentEncoder.WriteName(writer, name);
        ComponentEncoder.WriteSort(writer, item.Sort);
        writer.WriteUnsigned(item.Index);
        writer.Write((byte)(ascribed is null ? 0x00 : 0x01));
        if (ascribed is { } ascribedType)
        {
            writer.Write((byte)item.Sort);
            if (item.Sort == Sort.Type)
            {
                // The bound: equal to the type.
                writer.Write(0x00);
            }

            writer.WriteUnsigned(ascribedType);
        }

        Emit(ComponentSection.Export, writer);
        var index = Next(item.Sort);
        if (type is not null)
        {
            NoteTypes(type, isType: item.Sort == Sort.Type, index);
        }

        return index;
    }

    /// <summary>Has the types that are noted from now on belong to an owner: two instances of a component have types of their
    /// own.</summary>
    internal void UseTypesOf(object owner)
    {
        if (!_ofOwners.TryGetValue(owner, out var known))
        {
            known = new KnownTypes();
            _ofOwners.Add(owner, known);
        }

        _known = known;
    }

    /// <summary>Adds an export of a type of components that is itself a type of components.</summary>
    internal void ExportComponentType(string name, uint type)
    {
        var writer = new ByteWriter();
        ComponentEncoder.WriteName(writer, new ExternName(name));
        writer.Write((byte)Sort.Component);
        writer.WriteUnsigned(type);
        Emit(ComponentSection.Export, writer);
    }

    /// <summary>Adds a component within the component.</summary>
    internal uint AddComponent(ReadOnlySpan<byte> binary)
    {
        var writer = new ByteWriter(binary.Length);
        writer.Write(binary);
        Emit(ComponentSection.Component, writer);
        return Next(Sort.Component);
    }

    /// <summary>Adds an instance of a component.</summary>
    internal uint Instantiate(uint component, IReadOnlyCollection<(string Name, SortIndex Item)> arguments)
    {
        var writer = new ByteWriter();
        writer.Write(0x00);
        writer.WriteUnsigned(component);
        writer.WriteUnsigned((ulong)arguments.Count);
        foreach (var (name, item) in arguments)
        {
            ComponentEncoder.WriteString(writer, name);
            ComponentEncoder.WriteSort(writer, item.Sort);
            writer.WriteUnsigned(item.Index);
        }

        Emit(ComponentSection.Instance, writer);
        return Next(Sort.Instance);
    }

    /// <summary>Adds an alias of an export of an instance.</summary>
    internal uint AliasExport(Sort sort, uint instance, string name)
    {
        var writer = new ByteWriter();
        ComponentEncoder.WriteSort(writer, sort);
        writer.Write(0x00);
        writer.WriteUnsigned(instance);
        ComponentEncoder.WriteString(writer, name);
        Emit(ComponentSection.Alias, writer);
        return Next(sort);
    }

    /// <summary>Adds a type of components or instances.</summary>
    /// <returns>Its index.</returns>
    internal uint AddType(ScopeEncoder scope)
    {
        var writer = new ByteWriter();
        writer.Write((byte)(scope._kind == ScopeKind.InstanceType ? 0x42 : 0x41));
        writer.WriteUnsigned((ulong)scope._declarationCount);
        writer.Write(scope._declarations.Written);
        return AddType(writer);
    }

    private uint AddType(ByteWriter definition)
    {
        Emit(ComponentSection.Type, definition);
        return Next(Sort.Type);
    }

    /// <summary>The index of what is added to an index space.</summary>
    private uint Next(Sort sort)
    {
        var index = _counts.GetValueOrDefault(sort);
        _counts[sort] = index + 1;
        return index;
    }

    private void Emit(ComponentSection section, ByteWriter item)
    {
        if (_kind == ScopeKind.Component)
        {
            _sections.Add(section, item);
            return;
        }

        _declarations.Write((byte)(section switch
        {
            ComponentSection.Type => 0x01,
            ComponentSection.Alias => 0x02,
            ComponentSection.Import => 0x03,
            _ => 0x04,
        }));
        _declarations.Write(item.Written);
        _declarationCount++;
    }

    private uint Declare(ComponentSection section, ComponentExtern item)
    {
        var writer = new ByteWriter();
        ComponentEncoder.WriteName(writer, new ExternName(item.Name, item.Implements, item.VersionSuffix, item.ExternalId));
        switch (item.Type)
        {
            case ComponentFunctionType function:
                writer.Write((byte)Sort.Function);
                writer.WriteUnsigned(IndexOf(function));
                break;
            case ComponentInstanceType instance:
                writer.Write((byte)Sort.Instance);
                writer.WriteUnsigned(AddInstanceType(instance));
                break;
            case ComponentType component:
                writer.Write((byte)Sort.Component);
                writer.WriteUnsigned(AddComponentType(component));
                break;
            case ResourceType or ComponentValueType when item.Kind == ComponentExternKind.Type:
                writer.Write((byte)Sort.Type);
                WriteBound(writer, item.Type);
                break;
            default:
                throw new NotSupportedException($"`{item.Name}` is a {Sorts.Of(item.Kind).Keyword()}, which cannot be passed on");
        }

        Emit(section, writer);
        var index = Next(Sorts.Of(item.Kind));
        NoteTypes(item, index);
        return index;
    }

    /// <summary>Notes the types that an item brings: itself, or those that it exports.</summary>
    internal void NoteTypes(ComponentExtern item, uint index) =>
        NoteTypes(item.Type, item.Kind == ComponentExternKind.Type, index);

    private void NoteTypes(DefinitionType type, bool isType, uint index)
    {
        if (isType)
        {
            Note(type, index);
        }
        else if (type is ComponentInstanceType instance)
        {
            NoteExports(index, instance);
        }
    }

    /// <summary>Writes the bound of a type: equal to one that is there, or any resource.</summary>
    private void WriteBound(ByteWriter writer, DefinitionType type)
    {
        var known = Find(type) ?? (type is ResourceType ? null : Define(type));
        writer.Write((byte)(known is null ? 0x01 : 0x00));
        if (known is { } index)
        {
            writer.WriteUnsigned(index);
        }
    }

    private void Note(DefinitionType type, uint index)
    {
        _known.Indices[type] = index;
        if (type is ResourceType resource)
        {
            _known.Indices.TryAdd(resource.Identity, index);
        }
    }

    private void NoteExports(uint instance, ComponentInstanceType type)
    {
        foreach (var export in type.Exports)
        {
            if (export.Kind == ComponentExternKind.Type)
            {
                _known.Reachable.TryAdd(export.Type, (instance, export.Name));
                if (export.Type is ResourceType resource)
                {
                    _known.Reachable.TryAdd(resource.Identity, (instance, export.Name));
                }
            }
        }
    }

    private uint AddInstanceType(ComponentInstanceType type)
    {
        var scope = new ScopeEncoder(ScopeKind.InstanceType, this);
        foreach (var export in type.Exports)
        {
            scope.ExportDeclared(export);
        }

        return AddType(scope);
    }

    private uint AddComponentType(ComponentType type)
    {
        var scope = BeginComponentType();
        foreach (var import in type.Imports)
        {
            scope.Import(import);
        }

        foreach (var export in type.Exports)
        {
            scope.ExportDeclared(export);
        }

        return AddType(scope);
    }

    /// <summary>The index of a type, which is defined if it is not there.</summary>
    private uint IndexOf(DefinitionType type)
    {
        if (Find(type) is { } known)
        {
            return known;
        }

        if (type is ResourceType)
        {
            throw new NotSupportedException($"the resource `{type.Name}` is of no instance that is there");
        }

        var index = Define(type);
        _known.Indices[type] = index;
        return index;
    }

    /// <summary>The index of a type that is there, here or around here, by itself or as what it is a name for; or null.</summary>
    private uint? Find(DefinitionType type)
    {
        if (FindHere(type) is { } here)
        {
            return here;
        }

        // What is built of others is written anew where it is needed; a scope must not reach out for it.
        if (type.Name is null && type is not (ResourceType or RecordType or VariantType or EnumType or FlagsType))
        {
            return null;
        }

        var count = 1u;
        for (var around = _parent; around is not null; around = around._parent, count++)
        {
            if (around.FindHere(type) is { } index)
            {
                var writer = new ByteWriter();
                ComponentEncoder.WriteSort(writer, Sort.Type);
                writer.Write(0x02);
                writer.WriteUnsigned(count);
                writer.WriteUnsigned(index);
                Emit(ComponentSection.Alias, writer);
                var alias = Next(Sort.Type);
                Note(type, alias);
                return alias;
            }
        }

        return null;
    }

    private uint? FindHere(DefinitionType type)
    {
        for (var one = type; one is not null; one = one.Origin)
        {
            if (FindExactly(one) is { } index)
            {
                return index;
            }
        }

        return type is ResourceType resource ? FindExactly(resource.Identity) : null;
    }

    private uint? FindExactly(object key) => FindAmong(_known, key) ?? FindAmong(_shared, key);

    private uint? FindAmong(KnownTypes types, object key)
    {
        if (!types.Indices.TryGetValue(key, out var index))
        {
            if (!types.Reachable.TryGetValue(key, out var export))
            {
                return null;
            }

            index = AliasExport(Sort.Type, export.Instance, export.Name);
            types.Indices.Add(key, index);
        }

        return index;
    }

    /// <summary>Defines a type by its parts.</summary>
    private uint Define(DefinitionType type)
    {
        var writer = new TypeEncoder(IndexOf).Encode(type);
        return AddType(writer);
    }

    /// <summary>Types by themselves, and resources also by what they are.</summary>
    private sealed class KnownTypes
    {
        /// <summary>The types that have an index.</summary>
        internal Dictionary<object, uint> Indices { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>The types that an alias can reach: exports of instances.</summary>
        internal Dictionary<object, (uint Instance, string Name)> Reachable { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
