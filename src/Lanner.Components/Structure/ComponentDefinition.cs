using Lanner.Structure;

namespace Lanner.Components.Structure;

/// <summary>A component as the decoder has read it: its definitions in their order, which is also the order in which an instance is made
/// (Binary.md, "Component Definitions"). Immutable; validation says whether it means anything.</summary>
internal sealed class ComponentDefinition
{
    /// <summary>The whole binary, also of components around this one; every range is a range of it.</summary>
    internal required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The part of <see cref="Bytes"/> that is this component.</summary>
    internal required ByteRange Range { get; init; }

    /// <summary>The features that its modules were decoded with.</summary>
    internal required WasmFeatures Features { get; init; }

    internal required Definition[] Definitions { get; init; }
}

/// <summary>A definition, which adds entries to index spaces.</summary>
/// <param name="Offset">The position where it begins in the binary.</param>
internal abstract record Definition(int Offset);

/// <summary>A custom section, which adds nothing.</summary>
internal sealed record CustomDefinition(int Offset, string Name, ByteRange Content) : Definition(Offset);

/// <summary>A core module.</summary>
internal sealed record CoreModuleDefinition(int Offset, ByteRange Range, ModuleDefinition Module) : Definition(Offset);

/// <summary>A component within the component.</summary>
internal sealed record NestedComponentDefinition(int Offset, ComponentDefinition Component) : Definition(Offset);

/// <summary>A recursion group of core types; its bytes are read when the types before it are known.</summary>
internal sealed record CoreTypeDefinition(int Offset, ByteRange Range) : Definition(Offset);

/// <summary>The type of a core module, as a core type.</summary>
internal sealed record CoreModuleTypeDefinition(int Offset, CoreModuleDeclaration[] Declarations) : Definition(Offset);

/// <summary>An instance of a core module, with an instance for each name of a module that it imports from.</summary>
internal sealed record CoreInstantiation(int Offset, uint Module, CoreArgument[] Arguments) : Definition(Offset);

/// <summary>A core instance put together from what there is.</summary>
internal sealed record CoreInstanceOfExports(int Offset, CoreInlineExport[] Exports) : Definition(Offset);

/// <summary>An instance of a component.</summary>
internal sealed record Instantiation(int Offset, uint Component, Argument[] Arguments) : Definition(Offset);

/// <summary>An instance put together from what there is.</summary>
internal sealed record InstanceOfExports(int Offset, InlineExport[] Exports) : Definition(Offset);

/// <summary>Something that an instance exports, of a component or of a core module, as the sort says; except that a core module is an
/// export of the former.</summary>
internal sealed record ExportAlias(int Offset, Sort Sort, bool IsOfCore, uint Instance, string Name) : Definition(Offset);

/// <summary>Something of a component or type around this one.</summary>
/// <param name="Offset">The position where it begins in the binary.</param>
/// <param name="Sort">The sort.</param>
/// <param name="Count">The number of scopes to go out of.</param>
/// <param name="Index">The index there.</param>
internal sealed record OuterAlias(int Offset, Sort Sort, uint Count, uint Index) : Definition(Offset);

/// <summary>A type.</summary>
internal sealed record TypeDefinition(int Offset, DeclaredType Type) : Definition(Offset);

/// <summary>A value.</summary>
internal sealed record ValueDefinition(int Offset, ValueTypeReference Type, ByteRange Content) : Definition(Offset);

/// <summary>A call that is made while an instance comes to be.</summary>
internal sealed record StartDefinition(int Offset, uint Function, uint[] Arguments, uint ResultCount) : Definition(Offset);

/// <summary>An import; also one of a component type.</summary>
internal sealed record ImportDeclaration(int Offset, ExternName Name, ExternType Type) : Definition(Offset);

/// <summary>An export of a component.</summary>
/// <param name="Offset">The position where it begins in the binary.</param>
/// <param name="Name">The name.</param>
/// <param name="Item">The thing that is exported.</param>
/// <param name="Type">The type that it is exported as, or null for its own.</param>
internal sealed record ComponentExportDefinition(int Offset, ExternName Name, SortIndex Item, ExternType? Type) : Definition(Offset);

/// <summary>An export of a component type or instance type.</summary>
internal sealed record ExportDeclaration(int Offset, ExternName Name, ExternType Type) : Definition(Offset);

/// <summary>The core instance that is given for the name of a module.</summary>
internal readonly record struct CoreArgument(string Name, uint Instance, int Offset);

/// <summary>A name for something in a core instance.</summary>
internal readonly record struct CoreInlineExport(string Name, SortIndex Item, int Offset);

/// <summary>The thing that is given for an import.</summary>
internal readonly record struct Argument(string Name, SortIndex Item, int Offset);

/// <summary>A name for something in an instance.</summary>
internal readonly record struct InlineExport(ExternName Name, SortIndex Item, int Offset);

/// <summary>The name of an import or export with its attributes (Binary.md, <c>nameattributes</c>).</summary>
internal readonly record struct ExternName(string Name, string? Implements = null, string? VersionSuffix = null, string? ExternalId = null);
