namespace Lanner.Structure;

/// <summary>The kinds of immediates that follow an opcode in the binary format (specification 5.4), with the members of
/// <see cref="Instruction"/> that they fill.</summary>
internal enum ImmediateKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A block type.</summary>
    BlockType,

    /// <summary>A block type and catch clauses.</summary>
    TryTable,

    /// <summary>The depth of a label in <see cref="Instruction.Index"/>.</summary>
    Label,

    /// <summary>The labels of <c>br_table</c>.</summary>
    LabelTable,

    /// <summary>The label in <see cref="Instruction.Index"/>, the source and the target type of a cast.</summary>
    CastBranch,

    /// <summary>A function in <see cref="Instruction.Index"/>.</summary>
    Function,

    /// <summary>A type in <see cref="Instruction.Index"/> and a table in <see cref="Instruction.Index2"/>.</summary>
    CallIndirect,

    /// <summary>A local in <see cref="Instruction.Index"/>.</summary>
    Local,

    /// <summary>A global in <see cref="Instruction.Index"/>.</summary>
    Global,

    /// <summary>A table in <see cref="Instruction.Index"/>.</summary>
    Table,

    /// <summary>The destination table in <see cref="Instruction.Index"/>, the source in <see cref="Instruction.Index2"/>.</summary>
    TableTable,

    /// <summary>An element segment in <see cref="Instruction.Index"/>, a table in <see cref="Instruction.Index2"/>.</summary>
    TableInit,

    /// <summary>A memory in <see cref="Instruction.Index"/>.</summary>
    Memory,

    /// <summary>The destination memory in <see cref="Instruction.Index"/>, the source in <see cref="Instruction.Index2"/>.</summary>
    MemoryMemory,

    /// <summary>A data segment in <see cref="Instruction.Index"/>, a memory in <see cref="Instruction.Index2"/>.</summary>
    MemoryInit,

    /// <summary>A data segment in <see cref="Instruction.Index"/>.</summary>
    DataSegment,

    /// <summary>An element segment in <see cref="Instruction.Index"/>.</summary>
    ElementSegment,

    /// <summary>Alignment, memory and offset of an access.</summary>
    MemoryArgument,

    /// <summary>A memory argument, then a lane in <see cref="Instruction.Index"/>.</summary>
    MemoryArgumentLane,

    /// <summary>A lane in <see cref="Instruction.Index"/>.</summary>
    Lane,

    /// <summary>The sixteen lanes of <c>i8x16.shuffle</c> in <see cref="Instruction.Vector"/>.</summary>
    Shuffle,

    /// <summary>A constant.</summary>
    I32,

    /// <summary>A constant.</summary>
    I64,

    /// <summary>A constant.</summary>
    F32,

    /// <summary>A constant.</summary>
    F64,

    /// <summary>A constant.</summary>
    V128,

    /// <summary>A heap type. <see cref="Instruction.Type"/> is the reference type that the instruction speaks of, with the opcode's own
    /// nullability.</summary>
    HeapType,

    /// <summary>A type in <see cref="Instruction.Index"/>.</summary>
    Type,

    /// <summary>A structure type in <see cref="Instruction.Index"/>, a field in <see cref="Instruction.Index2"/>.</summary>
    TypeField,

    /// <summary>An array type in <see cref="Instruction.Index"/>, a number of elements in <see cref="Instruction.Index2"/>.</summary>
    TypeCount,

    /// <summary>The destination array type in <see cref="Instruction.Index"/>, the source in <see cref="Instruction.Index2"/>.</summary>
    TypeType,

    /// <summary>An array type in <see cref="Instruction.Index"/>, a data segment in <see cref="Instruction.Index2"/>.</summary>
    TypeData,

    /// <summary>An array type in <see cref="Instruction.Index"/>, an element segment in <see cref="Instruction.Index2"/>.</summary>
    TypeElement,

    /// <summary>A tag in <see cref="Instruction.Index"/>.</summary>
    Tag,

    /// <summary>The types of a <c>select</c>.</summary>
    SelectTypes,

    /// <summary>The reserved byte of <c>atomic.fence</c>.</summary>
    AtomicFence,
}
