using static Lanner.WasmFeatures;
using Kind = Lanner.Structure.ImmediateKind;

namespace Lanner.Structure;

internal static partial class OpcodeTable
{
    /// <summary>The instructions behind the prefix 0xFC: saturating truncation, bulk memory, tables and wide arithmetic.</summary>
    private static class MiscellaneousRows
    {
        internal static readonly OpcodeInfo?[] ByNumber = Index(
        [
            // Saturating truncation
            new(Opcode.I32TruncSatF32S, "i32.trunc_sat_f32_s", Kind.None, "f:i", SaturatingTruncation),
            new(Opcode.I32TruncSatF32U, "i32.trunc_sat_f32_u", Kind.None, "f:i", SaturatingTruncation),
            new(Opcode.I32TruncSatF64S, "i32.trunc_sat_f64_s", Kind.None, "F:i", SaturatingTruncation),
            new(Opcode.I32TruncSatF64U, "i32.trunc_sat_f64_u", Kind.None, "F:i", SaturatingTruncation),
            new(Opcode.I64TruncSatF32S, "i64.trunc_sat_f32_s", Kind.None, "f:I", SaturatingTruncation),
            new(Opcode.I64TruncSatF32U, "i64.trunc_sat_f32_u", Kind.None, "f:I", SaturatingTruncation),
            new(Opcode.I64TruncSatF64S, "i64.trunc_sat_f64_s", Kind.None, "F:I", SaturatingTruncation),
            new(Opcode.I64TruncSatF64U, "i64.trunc_sat_f64_u", Kind.None, "F:I", SaturatingTruncation),

            // Bulk memory and tables
            new(Opcode.MemoryInit, "memory.init", Kind.MemoryInit, "aii:", BulkMemory),
            new(Opcode.DataDrop, "data.drop", Kind.DataSegment, ":", BulkMemory),
            new(Opcode.MemoryCopy, "memory.copy", Kind.MemoryMemory, null, BulkMemory),
            new(Opcode.MemoryFill, "memory.fill", Kind.Memory, "aia:", BulkMemory),
            new(Opcode.TableInit, "table.init", Kind.TableInit, null, BulkMemory),
            new(Opcode.ElemDrop, "elem.drop", Kind.ElementSegment, ":", BulkMemory),
            new(Opcode.TableCopy, "table.copy", Kind.TableTable, null, BulkMemory),
            new(Opcode.TableGrow, "table.grow", Kind.Table, null, ReferenceTypes),
            new(Opcode.TableSize, "table.size", Kind.Table, null, ReferenceTypes),
            new(Opcode.TableFill, "table.fill", Kind.Table, null, ReferenceTypes),

            // Wide arithmetic
            new(Opcode.I64Add128, "i64.add128", Kind.None, "IIII:II", WideArithmetic),
            new(Opcode.I64Sub128, "i64.sub128", Kind.None, "IIII:II", WideArithmetic),
            new(Opcode.I64MulWideS, "i64.mul_wide_s", Kind.None, "II:II", WideArithmetic),
            new(Opcode.I64MulWideU, "i64.mul_wide_u", Kind.None, "II:II", WideArithmetic),
        ]);
    }
}
