using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Loads and stores of vectors.</summary>
internal sealed partial class FunctionEmitter
{
    private int TokenOf(LaneType lanes) => _metadata.TypeOf(lanes.Vector());

    private void EmitVectorLoad(MemoryLoad load, LaneType wanted)
    {
        EmitLocation(load.Location);
        MarkOffset(load.Offset);
        EmitProbe(load);
        switch (load.Opcode)
        {
            case Opcode.V128Load:
                _il.EmitToken(ILOpCode.Ldobj, TokenOf(wanted));
                break;
            case Opcode.V128Load32Zero:
                _il.Emit(ILOpCode.Ldind_u4);
                Call(VectorMethods.CreateScalar(LaneType.U32));
                EmitView(LaneType.U32, wanted);
                break;
            case Opcode.V128Load64Zero:
                _il.Emit(ILOpCode.Ldind_i8);
                Call(VectorMethods.CreateScalar(LaneType.I64));
                EmitView(LaneType.I64, wanted);
                break;
            default:
                EmitExtendingLoad(load.Opcode, wanted);
                break;
        }
    }

    /// <summary>Eight bytes, whose lanes become twice as wide.</summary>
    private void EmitExtendingLoad(Opcode opcode, LaneType wanted)
    {
        var (narrow, wide, method) = opcode switch
        {
            Opcode.V128Load8x8S => (LaneType.I8, LaneType.I16, nameof(Sse41.ConvertToVector128Int16)),
            Opcode.V128Load8x8U => (LaneType.U8, LaneType.I16, nameof(Sse41.ConvertToVector128Int16)),
            Opcode.V128Load16x4S => (LaneType.I16, LaneType.I32, nameof(Sse41.ConvertToVector128Int32)),
            Opcode.V128Load16x4U => (LaneType.U16, LaneType.I32, nameof(Sse41.ConvertToVector128Int32)),
            Opcode.V128Load32x2S => (LaneType.I32, LaneType.I64, nameof(Sse41.ConvertToVector128Int64)),
            Opcode.V128Load32x2U => (LaneType.U32, LaneType.I64, nameof(Sse41.ConvertToVector128Int64)),
            _ => throw new InvalidOperationException($"No load for {opcode}."),
        };
        if (Hardware.HasFlag(VectorHardware.Sse41))
        {
            Call(RuntimeMembers.Method(typeof(Sse41), method, narrow.Element().MakePointerType()));
            EmitView(wide, wanted);
            return;
        }

        _il.Emit(ILOpCode.Ldind_i8);
        Call(VectorMethods.CreateScalarUnsafe(LaneType.I64));
        EmitView(LaneType.I64, narrow);
        Call(VectorMethods.On(nameof(Vector128.WidenLower), narrow, 1));
        EmitView(narrow.IsSigned() ? wide : wide.Unsigned(), wanted);
    }

    /// <summary>The same value from memory in every lane, where the hardware has an instruction for that.</summary>
    private bool EmitSplatOfMemory(Opcode splat, MemoryLoad load, LaneType wanted)
    {
        LaneType? lanes = (splat, load.Opcode) switch
        {
            (Opcode.I8x16Splat, Opcode.I32Load8U or Opcode.I32Load8S) => LaneType.U8,
            (Opcode.I16x8Splat, Opcode.I32Load16U or Opcode.I32Load16S) => LaneType.U16,
            (Opcode.I32x4Splat, Opcode.I32Load) => LaneType.U32,
            (Opcode.I64x2Splat, Opcode.I64Load) => LaneType.U64,
            _ => null,
        };
        if (lanes is not { } found || !Hardware.HasFlag(VectorHardware.Avx2))
        {
            return false;
        }

        EmitLocation(load.Location);
        MarkOffset(load.Offset);
        Call(RuntimeMembers.Method(typeof(Avx2), nameof(Avx2.BroadcastScalarToVector128), found.Element().MakePointerType()));
        EmitView(found, wanted);
        return true;
    }

    private void EmitVectorStore(MemoryStore store)
    {
        var lanes = NaturalLanes.Of(store.Value) ?? LaneType.U8;
        EmitLocation(store.Location);
        EmitLanes(store.Value, lanes);
        MarkOffset(store.Offset);
        _il.EmitToken(ILOpCode.Stobj, TokenOf(lanes));
    }
}
