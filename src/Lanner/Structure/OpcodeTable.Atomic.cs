using static Lanner.WasmFeatures;
using Kind = Lanner.Structure.ImmediateKind;

namespace Lanner.Structure;

internal static partial class OpcodeTable
{
    /// <summary>The instructions behind the prefix 0xFE: atomic accesses to memory.</summary>
    private static class AtomicRows
    {
        internal static readonly OpcodeInfo?[] ByNumber = Index(
        [
            // Waiting and notifying
            new(Opcode.MemoryAtomicNotify, "memory.atomic.notify", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.MemoryAtomicWait32, "memory.atomic.wait32", Kind.MemoryArgument, "aiI:i", Threads, 2),
            new(Opcode.MemoryAtomicWait64, "memory.atomic.wait64", Kind.MemoryArgument, "aII:i", Threads, 3),
            new(Opcode.AtomicFence, "atomic.fence", Kind.AtomicFence, ":", Threads),

            // Loads and stores
            new(Opcode.I32AtomicLoad, "i32.atomic.load", Kind.MemoryArgument, "a:i", Threads, 2),
            new(Opcode.I64AtomicLoad, "i64.atomic.load", Kind.MemoryArgument, "a:I", Threads, 3),
            new(Opcode.I32AtomicLoad8U, "i32.atomic.load8_u", Kind.MemoryArgument, "a:i", Threads),
            new(Opcode.I32AtomicLoad16U, "i32.atomic.load16_u", Kind.MemoryArgument, "a:i", Threads, 1),
            new(Opcode.I64AtomicLoad8U, "i64.atomic.load8_u", Kind.MemoryArgument, "a:I", Threads),
            new(Opcode.I64AtomicLoad16U, "i64.atomic.load16_u", Kind.MemoryArgument, "a:I", Threads, 1),
            new(Opcode.I64AtomicLoad32U, "i64.atomic.load32_u", Kind.MemoryArgument, "a:I", Threads, 2),
            new(Opcode.I32AtomicStore, "i32.atomic.store", Kind.MemoryArgument, "ai:", Threads, 2),
            new(Opcode.I64AtomicStore, "i64.atomic.store", Kind.MemoryArgument, "aI:", Threads, 3),
            new(Opcode.I32AtomicStore8, "i32.atomic.store8", Kind.MemoryArgument, "ai:", Threads),
            new(Opcode.I32AtomicStore16, "i32.atomic.store16", Kind.MemoryArgument, "ai:", Threads, 1),
            new(Opcode.I64AtomicStore8, "i64.atomic.store8", Kind.MemoryArgument, "aI:", Threads),
            new(Opcode.I64AtomicStore16, "i64.atomic.store16", Kind.MemoryArgument, "aI:", Threads, 1),
            new(Opcode.I64AtomicStore32, "i64.atomic.store32", Kind.MemoryArgument, "aI:", Threads, 2),

            // Read, modify, write
            new(Opcode.I32AtomicRmwAdd, "i32.atomic.rmw.add", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwAdd, "i64.atomic.rmw.add", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8AddU, "i32.atomic.rmw8.add_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16AddU, "i32.atomic.rmw16.add_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8AddU, "i64.atomic.rmw8.add_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16AddU, "i64.atomic.rmw16.add_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32AddU, "i64.atomic.rmw32.add_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwSub, "i32.atomic.rmw.sub", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwSub, "i64.atomic.rmw.sub", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8SubU, "i32.atomic.rmw8.sub_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16SubU, "i32.atomic.rmw16.sub_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8SubU, "i64.atomic.rmw8.sub_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16SubU, "i64.atomic.rmw16.sub_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32SubU, "i64.atomic.rmw32.sub_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwAnd, "i32.atomic.rmw.and", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwAnd, "i64.atomic.rmw.and", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8AndU, "i32.atomic.rmw8.and_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16AndU, "i32.atomic.rmw16.and_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8AndU, "i64.atomic.rmw8.and_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16AndU, "i64.atomic.rmw16.and_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32AndU, "i64.atomic.rmw32.and_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwOr, "i32.atomic.rmw.or", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwOr, "i64.atomic.rmw.or", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8OrU, "i32.atomic.rmw8.or_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16OrU, "i32.atomic.rmw16.or_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8OrU, "i64.atomic.rmw8.or_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16OrU, "i64.atomic.rmw16.or_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32OrU, "i64.atomic.rmw32.or_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwXor, "i32.atomic.rmw.xor", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwXor, "i64.atomic.rmw.xor", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8XorU, "i32.atomic.rmw8.xor_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16XorU, "i32.atomic.rmw16.xor_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8XorU, "i64.atomic.rmw8.xor_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16XorU, "i64.atomic.rmw16.xor_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32XorU, "i64.atomic.rmw32.xor_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwXchg, "i32.atomic.rmw.xchg", Kind.MemoryArgument, "ai:i", Threads, 2),
            new(Opcode.I64AtomicRmwXchg, "i64.atomic.rmw.xchg", Kind.MemoryArgument, "aI:I", Threads, 3),
            new(Opcode.I32AtomicRmw8XchgU, "i32.atomic.rmw8.xchg_u", Kind.MemoryArgument, "ai:i", Threads),
            new(Opcode.I32AtomicRmw16XchgU, "i32.atomic.rmw16.xchg_u", Kind.MemoryArgument, "ai:i", Threads, 1),
            new(Opcode.I64AtomicRmw8XchgU, "i64.atomic.rmw8.xchg_u", Kind.MemoryArgument, "aI:I", Threads),
            new(Opcode.I64AtomicRmw16XchgU, "i64.atomic.rmw16.xchg_u", Kind.MemoryArgument, "aI:I", Threads, 1),
            new(Opcode.I64AtomicRmw32XchgU, "i64.atomic.rmw32.xchg_u", Kind.MemoryArgument, "aI:I", Threads, 2),
            new(Opcode.I32AtomicRmwCmpxchg, "i32.atomic.rmw.cmpxchg", Kind.MemoryArgument, "aii:i", Threads, 2),
            new(Opcode.I64AtomicRmwCmpxchg, "i64.atomic.rmw.cmpxchg", Kind.MemoryArgument, "aII:I", Threads, 3),
            new(Opcode.I32AtomicRmw8CmpxchgU, "i32.atomic.rmw8.cmpxchg_u", Kind.MemoryArgument, "aii:i", Threads),
            new(Opcode.I32AtomicRmw16CmpxchgU, "i32.atomic.rmw16.cmpxchg_u", Kind.MemoryArgument, "aii:i", Threads, 1),
            new(Opcode.I64AtomicRmw8CmpxchgU, "i64.atomic.rmw8.cmpxchg_u", Kind.MemoryArgument, "aII:I", Threads),
            new(Opcode.I64AtomicRmw16CmpxchgU, "i64.atomic.rmw16.cmpxchg_u", Kind.MemoryArgument, "aII:I", Threads, 1),
            new(Opcode.I64AtomicRmw32CmpxchgU, "i64.atomic.rmw32.cmpxchg_u", Kind.MemoryArgument, "aII:I", Threads, 2),
        ]);
    }
}
