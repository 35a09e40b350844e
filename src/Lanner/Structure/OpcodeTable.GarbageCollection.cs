using static Lanner.WasmFeatures;
using Kind = Lanner.Structure.ImmediateKind;

namespace Lanner.Structure;

internal static partial class OpcodeTable
{
    /// <summary>The instructions behind the prefix 0xFB: structures, arrays, casts and small integers.</summary>
    private static class GarbageCollectionRows
    {
        internal static readonly OpcodeInfo?[] ByNumber = Index(
        [
            // Structures
            new(Opcode.StructNew, "struct.new", Kind.Type, null, GarbageCollection),
            new(Opcode.StructNewDefault, "struct.new_default", Kind.Type, null, GarbageCollection),
            new(Opcode.StructGet, "struct.get", Kind.TypeField, null, GarbageCollection),
            new(Opcode.StructGetS, "struct.get_s", Kind.TypeField, null, GarbageCollection),
            new(Opcode.StructGetU, "struct.get_u", Kind.TypeField, null, GarbageCollection),
            new(Opcode.StructSet, "struct.set", Kind.TypeField, null, GarbageCollection),

            // Arrays
            new(Opcode.ArrayNew, "array.new", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayNewDefault, "array.new_default", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayNewFixed, "array.new_fixed", Kind.TypeCount, null, GarbageCollection),
            new(Opcode.ArrayNewData, "array.new_data", Kind.TypeData, null, GarbageCollection),
            new(Opcode.ArrayNewElem, "array.new_elem", Kind.TypeElement, null, GarbageCollection),
            new(Opcode.ArrayGet, "array.get", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayGetS, "array.get_s", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayGetU, "array.get_u", Kind.Type, null, GarbageCollection),
            new(Opcode.ArraySet, "array.set", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayLen, "array.len", Kind.None, null, GarbageCollection),
            new(Opcode.ArrayFill, "array.fill", Kind.Type, null, GarbageCollection),
            new(Opcode.ArrayCopy, "array.copy", Kind.TypeType, null, GarbageCollection),
            new(Opcode.ArrayInitData, "array.init_data", Kind.TypeData, null, GarbageCollection),
            new(Opcode.ArrayInitElem, "array.init_elem", Kind.TypeElement, null, GarbageCollection),

            // Casts
            new(Opcode.RefTest, "ref.test", Kind.HeapType, null, GarbageCollection),
            new(Opcode.RefTestNull, "ref.test", Kind.HeapType, null, GarbageCollection),
            new(Opcode.RefCast, "ref.cast", Kind.HeapType, null, GarbageCollection),
            new(Opcode.RefCastNull, "ref.cast", Kind.HeapType, null, GarbageCollection),
            new(Opcode.BrOnCast, "br_on_cast", Kind.CastBranch, null, GarbageCollection),
            new(Opcode.BrOnCastFail, "br_on_cast_fail", Kind.CastBranch, null, GarbageCollection),
            new(Opcode.AnyConvertExtern, "any.convert_extern", Kind.None, null, GarbageCollection),
            new(Opcode.ExternConvertAny, "extern.convert_any", Kind.None, null, GarbageCollection),

            // Small integers
            new(Opcode.RefI31, "ref.i31", Kind.None, null, GarbageCollection),
            new(Opcode.I31GetS, "i31.get_s", Kind.None, null, GarbageCollection),
            new(Opcode.I31GetU, "i31.get_u", Kind.None, null, GarbageCollection),
        ]);
    }
}
