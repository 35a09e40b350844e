namespace Lanner.Structure;

/// <summary>A module as the decoder has read it: its types, definitions and segments, with the bodies of functions still as ranges of bytes
/// (specification 2.5). Immutable once decoded; validation says whether it means anything.</summary>
internal sealed class ModuleDefinition
{
    /// <summary>The whole binary; every range below is a range of it.</summary>
    internal required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The features that the module was decoded with.</summary>
    internal WasmFeatures Features { get; init; }

    /// <summary>The type index space, canonical.</summary>
    internal DefinedType[] Types { get; init; } = [];

    internal ImportDefinition[] Imports { get; init; } = [];

    /// <summary>The imports that are written together, in their order; to print the module as it was written.</summary>
    internal ImportGroup[] ImportGroups { get; init; } = NoElements<ImportGroup>.Array;

    /// <summary>The function index space, imports first.</summary>
    internal FunctionDefinition[] Functions { get; init; } = NoElements<FunctionDefinition>.Array;

    /// <summary>The table index space, imports first.</summary>
    internal TableDefinition[] Tables { get; init; } = NoElements<TableDefinition>.Array;

    /// <summary>The memory index space, imports first.</summary>
    internal MemoryType[] Memories { get; init; } = [];

    /// <summary>The global index space, imports first.</summary>
    internal GlobalDefinition[] Globals { get; init; } = NoElements<GlobalDefinition>.Array;

    /// <summary>The tag index space, imports first.</summary>
    internal TagType[] Tags { get; init; } = [];

    internal ExportDefinition[] Exports { get; init; } = [];

    /// <summary>The index of the start function, or null.</summary>
    internal uint? StartFunction { get; init; }

    internal ElementSegment[] ElementSegments { get; init; } = [];

    internal DataSegment[] DataSegments { get; init; } = [];

    /// <summary>The number in the data count section, or null without that section.</summary>
    internal uint? DataCount { get; init; }

    internal CustomSection[] CustomSections { get; init; } = [];

    /// <summary>Every section in the order of the file, for inspection.</summary>
    internal SectionRange[] Sections { get; init; } = NoElements<SectionRange>.Array;

    /// <summary>The positions of definitions in the file, for errors about them.</summary>
    internal DefinitionOffsets Offsets { get; init; } = new();

    internal int ImportedFunctionCount { get; init; }

    internal int ImportedTableCount { get; init; }

    internal int ImportedMemoryCount { get; init; }

    internal int ImportedGlobalCount { get; init; }

    internal int ImportedTagCount { get; init; }

    /// <summary>The cost of compiling each function, as validation has found out (<c>CompilationBudget</c>); empty before.</summary>
    internal int[] FunctionCosts { get; set; } = [];
}

/// <summary>A part of the module's bytes.</summary>
internal readonly record struct ByteRange(int Offset, int Length)
{
    internal int End => Offset + Length;
}

/// <summary>The offsets of the definitions in the file, in bytes. Of each index space there are just those that the module itself defines,
/// without the imports.</summary>
internal sealed class DefinitionOffsets
{
    internal int[] Types { get; init; } = [];

    internal int[] Functions { get; init; } = [];

    internal int[] Tables { get; init; } = [];

    internal int[] Memories { get; init; } = [];

    internal int[] Globals { get; init; } = [];

    internal int[] Tags { get; init; } = [];

    internal int StartFunction { get; init; }
}

/// <summary>An import: two names and the type of what is asked for. <paramref name="Index"/> is its place in the index space of its kind,
/// <paramref name="Offset"/> where it begins in the file.</summary>
internal sealed record ImportDefinition(string ModuleName, string Name, ExternalType Type, int Index, int Offset = 0);

/// <summary>Imports that are written together, after the name of their module.</summary>
/// <param name="ModuleName">The name of the module.</param>
/// <param name="Start">The first of them.</param>
/// <param name="Count">The number of items, perhaps none.</param>
/// <param name="SharedType">The type that is written once for all of them, or null when each has its own.</param>
internal readonly record struct ImportGroup(string ModuleName, int Start, int Count, ExternalType? SharedType);

/// <summary>An export: a name for an entry of the index space of a kind. <paramref name="Offset"/> is where it begins in the
/// file.</summary>
internal sealed record ExportDefinition(string Name, ExternalKind Kind, int Index, int Offset = 0);

/// <summary>A function. For one that the module defines, <paramref name="Body"/> holds the locals and instructions, without the leading
/// size; for an imported one it is empty.</summary>
internal readonly record struct FunctionDefinition(FunctionType Type, int TypeIndex, ByteRange Body)
{
    internal bool IsImported => Body.Length == 0;
}

/// <summary>A table, with the expression for its first elements when the module gives one.</summary>
internal readonly record struct TableDefinition(TableType Type, ConstantExpression? Initializer);

/// <summary>A global, with the expression for its first value when the module defines it.</summary>
internal readonly record struct GlobalDefinition(GlobalType Type, ConstantExpression? Initializer);

/// <summary>A constant expression: its instructions, with the final <c>end</c> (specification 2.4.12). Evaluated when the module is
/// instantiated.</summary>
internal sealed record ConstantExpression(ByteRange Code);

/// <summary>The uses of a segment (specification 2.5.6 and 2.5.7).</summary>
internal enum SegmentMode : byte
{
    /// <summary>Copied by instructions only.</summary>
    Passive,

    /// <summary>Copied when the module is instantiated, then dropped.</summary>
    Active,

    /// <summary>Names functions that <c>ref.func</c> may refer to; elements only.</summary>
    Declarative,
}

/// <summary>An element segment. Either <paramref name="FunctionIndices"/> or <paramref name="Expressions"/> holds its elements, the other
/// is null.</summary>
internal sealed record ElementSegment(
    SegmentMode Mode,
    WasmValueType ElementType,
    int TableIndex,
    ConstantExpression? TableOffset,
    uint[]? FunctionIndices,
    ConstantExpression[]? Expressions,
    int Offset)
{
    internal int Count => FunctionIndices?.Length ?? Expressions!.Length;
}

/// <summary>A data segment; <paramref name="Content"/> are its bytes.</summary>
internal sealed record DataSegment(SegmentMode Mode, int MemoryIndex, ConstantExpression? MemoryOffset, ByteRange Content, int Offset);

/// <summary>A custom section: its name and what follows the name.</summary>
internal sealed record CustomSection(string Name, ByteRange Content);

/// <summary>A section: its number and its content without number and size.</summary>
internal readonly record struct SectionRange(byte Id, ByteRange Content);
