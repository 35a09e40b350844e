using Lanner.Structure;

namespace Lanner.Components.Structure;

/// <summary>A value type where it is used: an index of a definition, or a primitive type.</summary>
internal readonly record struct ValueTypeReference(PrimitiveKind? Primitive, uint Index)
{
    internal static ValueTypeReference Of(uint index) => new(null, index);

    internal static ValueTypeReference Of(PrimitiveKind kind) => new(kind, 0);
}

/// <summary>A type as it is written (Binary.md, <c>deftype</c>).</summary>
internal abstract record DeclaredType;

internal sealed record PrimitiveDeclaration(PrimitiveKind Kind) : DeclaredType;

internal sealed record RecordDeclaration((string Label, ValueTypeReference Type)[] Fields) : DeclaredType;

internal sealed record VariantDeclaration((string Label, ValueTypeReference? Type)[] Cases) : DeclaredType;

internal sealed record ListDeclaration(ValueTypeReference Element, uint? Length) : DeclaredType;

internal sealed record MapDeclaration(ValueTypeReference Key, ValueTypeReference Value) : DeclaredType;

internal sealed record TupleDeclaration(ValueTypeReference[] Types) : DeclaredType;

internal sealed record FlagsDeclaration(string[] Labels) : DeclaredType;

internal sealed record EnumDeclaration(string[] Labels) : DeclaredType;

internal sealed record OptionDeclaration(ValueTypeReference Value) : DeclaredType;

internal sealed record ResultDeclaration(ValueTypeReference? Ok, ValueTypeReference? Error) : DeclaredType;

internal sealed record HandleDeclaration(uint Resource, bool IsOwn) : DeclaredType;

internal sealed record StreamDeclaration(ValueTypeReference? Element) : DeclaredType;

internal sealed record FutureDeclaration(ValueTypeReference? Element) : DeclaredType;

/// <param name="Representation">The byte of the core value type.</param>
/// <param name="Destructor">The core function that is called with the representation at the end, or null.</param>
internal sealed record ResourceDeclaration(byte Representation, uint? Destructor) : DeclaredType;

internal sealed record FunctionDeclaration(
    bool IsAsync, (string Label, ValueTypeReference Type)[] Parameters, ValueTypeReference? Result) : DeclaredType;

internal sealed record ComponentDeclaration(Definition[] Declarations) : DeclaredType;

internal sealed record InstanceDeclaration(Definition[] Declarations) : DeclaredType;

/// <summary>The type of an import or export (Binary.md, <c>externtype</c>).</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Index">The index of its type, or of the value that it equals.</param>
internal sealed record ExternType(ComponentExternKind Kind, uint Index)
{
    /// <summary>True for a type that may be any resource: <c>(sub resource)</c>.</summary>
    internal bool IsAbstract { get; init; }

    /// <summary>The type of a value that is given by its type.</summary>
    internal ValueTypeReference? ValueType { get; init; }
}

/// <summary>A declaration of a core module type (Binary.md, <c>core:moduledecl</c>).</summary>
internal abstract record CoreModuleDeclaration(int Offset);

/// <summary>An import: two names, and the bytes of a type.</summary>
internal sealed record CoreImportDeclaration(int Offset, string Module, string Name, ByteRange Type) : CoreModuleDeclaration(Offset);

/// <summary>An export: a name, and the bytes of a type.</summary>
internal sealed record CoreExportDeclaration(int Offset, string Name, ByteRange Type) : CoreModuleDeclaration(Offset);

/// <summary>A recursion group.</summary>
internal sealed record CoreTypeDeclaration(int Offset, ByteRange Range) : CoreModuleDeclaration(Offset);

/// <summary>A core type of a scope around the module type.</summary>
internal sealed record CoreOuterAlias(int Offset, uint Count, uint Index) : CoreModuleDeclaration(Offset);
