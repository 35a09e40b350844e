namespace Lanner.Wit.Binary;

/// <summary>A type where values are described: a primitive one, or the index of another one.</summary>
internal readonly record struct ValueReference(WitPrimitive Primitive, uint? Index)
{
    internal static ValueReference Of(WitPrimitive primitive) => new(primitive, null);

    internal static ValueReference Of(uint index) => new(default, index);
}

/// <summary>A name with a type, or without one.</summary>
internal readonly record struct NamedReference(string Name, ValueReference? Type);

/// <summary>A definition of a type, as the binary format of components has it.</summary>
internal abstract record ComponentType;

/// <summary>A primitive type.</summary>
internal sealed record PrimitiveComponentType(WitPrimitive Primitive) : ComponentType;

/// <summary>A record, which needs a name elsewhere.</summary>
internal sealed record RecordComponentType(List<NamedReference> Fields) : ComponentType;

/// <summary>A variant, which needs a name elsewhere.</summary>
internal sealed record VariantComponentType(List<NamedReference> Cases) : ComponentType;

/// <summary>An enum, which needs a name elsewhere.</summary>
internal sealed record EnumComponentType(List<string> Cases) : ComponentType;

/// <summary>Flags, which need a name elsewhere.</summary>
internal sealed record FlagsComponentType(List<string> Flags) : ComponentType;

/// <summary>A list.</summary>
internal sealed record ListComponentType(ValueReference Element, uint? Length) : ComponentType;

/// <summary>A map.</summary>
internal sealed record MapComponentType(ValueReference Key, ValueReference Value) : ComponentType;

/// <summary>A tuple.</summary>
internal sealed record TupleComponentType(List<ValueReference> Elements) : ComponentType;

/// <summary>An option.</summary>
internal sealed record OptionComponentType(ValueReference Some) : ComponentType;

/// <summary>A result.</summary>
internal sealed record ResultComponentType(ValueReference? Ok, ValueReference? Error) : ComponentType;

/// <summary>A handle of a resource.</summary>
internal sealed record HandleComponentType(uint Resource, bool IsBorrow) : ComponentType;

/// <summary>A stream.</summary>
internal sealed record StreamComponentType(ValueReference? Element) : ComponentType;

/// <summary>A future.</summary>
internal sealed record FutureComponentType(ValueReference? Element) : ComponentType;

/// <summary>A type of functions.</summary>
internal sealed record FunctionComponentType(bool IsAsync, List<NamedReference> Parameters, ValueReference? Result) : ComponentType;

/// <summary>A type of components or of instances: a scope with index spaces of its own.</summary>
internal sealed record ScopeComponentType(bool IsInstance, List<Declaration> Declarations) : ComponentType;

/// <summary>A declaration in a type of components or instances.</summary>
internal abstract record Declaration;

/// <summary>A definition of a type.</summary>
internal sealed record TypeDeclaration(ComponentType Type) : Declaration;

/// <summary>A type that an instance of the same scope exports.</summary>
internal sealed record ExportAlias(uint Instance, string Name) : Declaration;

/// <summary>A type of an enclosing scope.</summary>
internal sealed record OuterAlias(uint Count, uint Index) : Declaration;

/// <summary>An import.</summary>
internal sealed record ImportDeclaration(ExternName Name, ExternType Type) : Declaration;

/// <summary>An export.</summary>
internal sealed record ExportDeclaration(ExternName Name, ExternType Type) : Declaration;

/// <summary>The name of an import or export with its attributes.</summary>
internal sealed record ExternName(string Name, string? Implements = null, string? VersionSuffix = null, string? ExternalId = null);

/// <summary>The type of an import or export. The index of types is null for a new resource.</summary>
internal readonly record struct ExternType(ExternKind Kind, uint? Index);

/// <summary>The kinds of imports and exports, by their numbers in the binary format.</summary>
internal enum ExternKind : byte
{
    Function = 1,
    Type = 3,
    Component = 4,
    Instance = 5,
}
