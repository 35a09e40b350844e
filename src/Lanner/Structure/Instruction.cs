using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lanner.Structure;

/// <summary>One instruction with its immediates, as <c>InstructionReader</c> reads it. Which of the members mean something follows from the
/// opcode's <see cref="ImmediateKind"/>; the others hold what happened to be there, since clearing them would cost more than reading most
/// instructions.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Instruction
{
    internal Opcode Opcode;

    /// <summary>The offset of the opcode, in bytes from the start of the module.</summary>
    internal int Offset;

    /// <summary>The first index immediate: local, global, function, type, label depth, table, memory, segment, tag, or lane.</summary>
    internal uint Index;

    /// <summary>The second index immediate: the field of a structure, the table of <c>call_indirect</c>, the source of a copy. The memory
    /// of an access is in <see cref="MemoryArgument"/>.</summary>
    internal uint Index2;

    /// <summary>The bits of a constant: <c>i32.const</c> (sign-extended), <c>i64.const</c>, <c>f32.const</c>, <c>f64.const</c>.</summary>
    internal long Constant;

    /// <summary>The constant of <c>v128.const</c> and the lanes of <c>i8x16.shuffle</c>.</summary>
    internal Vector128<byte> Vector;

    /// <summary>Of loads, stores and atomic instructions.</summary>
    internal MemoryArgument MemoryArgument;

    /// <summary>Of <c>block</c>, <c>loop</c>, <c>if</c>, <c>try</c> and <c>try_table</c>.</summary>
    internal BlockType BlockType;

    /// <summary>Of <c>ref.null</c>, <c>ref.test</c>, <c>ref.cast</c> (the target type) and of <c>br_on_cast</c> (the source
    /// type).</summary>
    internal WasmValueType Type;

    /// <summary>The target type of <c>br_on_cast</c> and <c>br_on_cast_fail</c>.</summary>
    internal WasmValueType Type2;

    /// <summary>The labels of <c>br_table</c>, the default last.</summary>
    internal uint[] Labels;

    /// <summary>The clauses of <c>try_table</c>.</summary>
    internal CatchClause[] CatchClauses;

    /// <summary>The types of a <c>select</c> with types.</summary>
    internal WasmValueType[] SelectTypes;
}

/// <summary>The type of a block: an index into the type section, or no parameters and at most one result.</summary>
internal readonly record struct BlockType(FunctionType? Function, WasmValueType Result, bool HasResult)
{
    /// <summary>The result of a block without a function type. A field, so that <see cref="Results"/> can be a span of it.</summary>
    internal readonly WasmValueType Result = Result;

    internal ReadOnlySpan<WasmValueType> Parameters => Function is null ? default : Function.ParameterArray;

    [UnscopedRef]
    internal ReadOnlySpan<WasmValueType> Results =>
        Function is not null ? Function.ResultArray : HasResult ? new ReadOnlySpan<WasmValueType>(in Result) : default;

    internal int ParameterCount => Function is null ? 0 : Function.ParameterArray.Length;

    internal int ResultCount => Function is null ? (HasResult ? 1 : 0) : Function.ResultArray.Length;

    internal WasmValueType GetResult(int index) => Function is null ? Result : Function.ResultArray[index];
}

/// <summary>The immediates of a memory access. <paramref name="AlignmentLog2"/> is only a hint.</summary>
internal readonly record struct MemoryArgument(uint AlignmentLog2, uint MemoryIndex, ulong Offset);

/// <summary>The kinds of clause of <c>try_table</c>, with the numbers of the binary format.</summary>
internal enum CatchKind : byte
{
    Catch = 0,
    CatchReference = 1,
    CatchAll = 2,
    CatchAllReference = 3,
}

/// <summary>A clause of <c>try_table</c>: what it catches and the label that it branches to.</summary>
internal readonly record struct CatchClause(CatchKind Kind, uint TagIndex, uint Label);
