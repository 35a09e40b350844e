using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Values of which the JIT is to know nothing, and operations that it is not to compute itself.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>For each type and lanes, the local through which values are hidden.</summary>
    private readonly Dictionary<(OperandType Type, LaneType Lanes), int> _opaqueSlots = [];

    /// <summary>Pushes a value of which the JIT knows nothing, a vector in the wanted lanes.</summary>
    private void EmitOpaque(Expression value, LaneType wanted)
    {
        switch (value)
        {
            case Literal literal when JitFloats.IsNeutral(literal):
                EmitNeutral(literal.Type, literal.Bits);
                return;
            case VectorLiteral literal when JitFloats.IsNeutral(literal):
                EmitNeutral(literal, wanted);
                return;
            case { Type: OperandType.V128 }:
                EmitLanes(value, wanted);
                break;
            case { Type: OperandType.F32 or OperandType.F64 } when Hardware.HasFlag(VectorHardware.Sse2):
                Emit(value);
                EmitExclusiveOrWithFloatZero(value.Type);
                return;
            default:
                Emit(value);
                break;
        }

        EmitHidden(value.Type, wanted);
    }

    /// <summary>Hides the value on the stack: it is read back from a local whose address is known elsewhere, of which the JIT assumes
    /// nothing.</summary>
    private void EmitHidden(OperandType type, LaneType lanes = LaneType.U8)
    {
        if (!_opaqueSlots.TryGetValue((type, lanes), out var slot))
        {
            slot = NewSlot(type, lanes);
            _opaqueSlots.Add((type, lanes), slot);
        }

        _il.EmitStoreLocal(slot);
        EmitLoadHidden(slot, type, lanes);
    }

    /// <summary>Reads a local of which the JIT then knows nothing.</summary>
    private void EmitLoadHidden(int slot, OperandType type, LaneType lanes)
    {
        _il.EmitLoadLocalAddress(slot);
        _il.Emit(ILOpCode.Volatile);
        if (type == OperandType.V128)
        {
            _il.EmitToken(ILOpCode.Ldobj, TokenOf(lanes));
        }
        else if (type == OperandType.Reference)
        {
            _il.Emit(ILOpCode.Ldind_ref);
        }
        else
        {
            EmitLoadIndirect(type);
        }
    }

    /// <summary>Pushes 0, -0 or 1 as the state has it.</summary>
    private void EmitNeutral(OperandType type, long bits)
    {
        _il.EmitLoadArgument(0);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Neutral(type, bits)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EmitNeutral(VectorLiteral literal, LaneType wanted)
    {
        var value = literal.Value;
        var isDouble = value.AsInt32()[0] != value.AsInt32()[1];
        var (type, lanes, bits) = isDouble
            ? (OperandType.F64, LaneType.F64, value.AsInt64()[0])
            : (OperandType.F32, LaneType.F32, value.AsInt32()[0]);
        EmitNeutral(type, bits);
        Call(VectorMethods.Splat(lanes));
        EmitView(lanes, wanted);
    }

    /// <summary>Pushes a vector of zeros as the state has it.</summary>
    private void EmitNeutralZero(LaneType wanted)
    {
        EmitNeutral(OperandType.F32, 0);
        Call(VectorMethods.Splat(LaneType.F32));
        EmitView(LaneType.F32, wanted);
    }

    /// <summary>The JIT keeps single constants as doubles, which quiets a signalling NaN
    /// (<see cref="JitQuirks.ConstantThroughDouble"/>).</summary>
    private void EmitSingle(int bits)
    {
        var value = BitConverter.Int32BitsToSingle(bits);
        if (float.IsNaN(value))
        {
            var slot = NewSlot(OperandType.I32);
            _il.EmitConstant(bits);
            _il.EmitStoreLocal(slot);
            _il.EmitLoadLocalAddress(slot);
            _il.Emit(ILOpCode.Volatile);
            _il.Emit(ILOpCode.Ldind_r4);
        }
        else
        {
            _il.EmitConstant(value);
        }
    }

    private void EmitDouble(long bits)
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        if (double.IsNaN(value))
        {
            _il.EmitConstant(bits);
            EmitBitsAsFloat(OperandType.F64);
        }
        else
        {
            _il.EmitConstant(value);
        }
    }

    /// <summary><c>f32.reinterpret_i32</c> and <c>f64.reinterpret_i64</c>. The JIT's own operation makes one load of a narrow load before
    /// it and itself, of the width of the result (<see cref="JitQuirks.ReinterpretationOfNarrowLoad"/>), and computes that of a constant
    /// through a double (<see cref="JitQuirks.ConstantThroughDouble"/>). A move into a vector register is the same instruction, and it does
    /// neither.</summary>
    private void EmitReinterpretation(NumericOperation operation)
    {
        Emit(operation.First);
        EmitBitsAsFloat(operation.Type);
    }

    /// <summary>Makes a floating-point number of the bits on the stack.</summary>
    private void EmitBitsAsFloat(OperandType type)
    {
        var isSingle = type == OperandType.F32;
        if (!Hardware.HasFlag(VectorHardware.Sse2))
        {
            EmitExclusiveOrWithZero(isSingle ? OperandType.I32 : OperandType.I64);
            Call(NumericRecipes.Method(isSingle ? Opcode.F32ReinterpretI32 : Opcode.F64ReinterpretI64)!);
            return;
        }

        var (bits, lanes) = isSingle ? (LaneType.I32, LaneType.F32) : (LaneType.I64, LaneType.F64);
        Call(isSingle
            ? RuntimeMembers.Method(typeof(Sse2), nameof(Sse2.ConvertScalarToVector128Int32), typeof(int))
            : RuntimeMembers.Method(typeof(Sse2.X64), nameof(Sse2.X64.ConvertScalarToVector128Int64), typeof(long)));
        EmitView(bits, lanes);
        Call(VectorMethods.On(nameof(Vector128.ToScalar), lanes, 1));
    }

    /// <summary>Hides the integer on the stack by an exclusive or with a zero that the JIT does not know.</summary>
    private void EmitExclusiveOrWithZero(OperandType type)
    {
        EmitZero(type);
        _il.Emit(ILOpCode.Xor);
    }

    /// <summary>Pushes a zero that the JIT does not know.</summary>
    private void EmitZero(OperandType type)
    {
        _il.EmitLoadArgument(0);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Zero));
        if (type == OperandType.I64)
        {
            _il.Emit(ILOpCode.Conv_u8);
        }
    }

    /// <summary>Hides the floating-point number on the stack in the same way, which is faster than through a local.</summary>
    private void EmitExclusiveOrWithFloatZero(OperandType type)
    {
        var lanes = type == OperandType.F32 ? LaneType.F32 : LaneType.F64;
        Call(VectorMethods.CreateScalarUnsafe(lanes));
        EmitNeutral(type, 0);
        Call(VectorMethods.CreateScalarUnsafe(lanes));
        Call(VectorMethods.On(nameof(Vector128.Xor), lanes, 2));
        Call(VectorMethods.On(nameof(Vector128.ToScalar), lanes, 1));
    }

    /// <summary>Tests whether an instruction converts an integer in a way that the processor has an instruction for.</summary>
    private bool HasInstruction(Opcode conversion) => conversion switch
    {
        Opcode.F32ConvertI64U or Opcode.F64ConvertI64U => Hardware.HasFlag(VectorHardware.Avx512Vbmi),
        _ => Hardware.HasFlag(VectorHardware.Sse2),
    };

    /// <summary>Tests whether an instruction converts an integer to a floating-point number.</summary>
    private static bool IsConversion(Opcode opcode) =>
        opcode is (>= Opcode.F32ConvertI32S and <= Opcode.F32ConvertI64U) or (>= Opcode.F64ConvertI32S and <= Opcode.F64ConvertI64U);

    /// <summary>A conversion of an integer, which the JIT would compute of a constant (<see cref="JitQuirks.ArithmeticIdentity"/>). The
    /// processor's instruction by its name is the same, and it does not.</summary>
    private void EmitConversion(NumericOperation operation)
    {
        var isSingle = operation.Type == OperandType.F32;
        var lanes = isSingle ? LaneType.F32 : LaneType.F64;
        Call(VectorMethods.Zero(lanes));
        Emit(operation.First);
        switch (operation.Opcode)
        {
            case Opcode.F32ConvertI64U or Opcode.F64ConvertI64U:
                Call(isSingle
                    ? RuntimeMembers.Method(
                        typeof(Avx512F.X64), nameof(Avx512F.X64.ConvertScalarToVector128Single), lanes.Vector(), typeof(ulong))
                    : RuntimeMembers.Method(
                        typeof(Avx512F.X64), nameof(Avx512F.X64.ConvertScalarToVector128Double), lanes.Vector(), typeof(ulong)));
                break;
            case Opcode.F32ConvertI32S or Opcode.F64ConvertI32S:
                Call(isSingle
                    ? RuntimeMembers.Method(typeof(Sse), nameof(Sse.ConvertScalarToVector128Single), lanes.Vector(), typeof(int))
                    : RuntimeMembers.Method(typeof(Sse2), nameof(Sse2.ConvertScalarToVector128Double), lanes.Vector(), typeof(int)));
                break;
            default:
                if (operation.First.Type == OperandType.I32)
                {
                    // Through an i64, in which every u32 is exact.
                    _il.Emit(ILOpCode.Conv_u8);
                }

                Call(isSingle
                    ? RuntimeMembers.Method(typeof(Sse.X64), nameof(Sse.X64.ConvertScalarToVector128Single), lanes.Vector(), typeof(long))
                    : RuntimeMembers.Method(
                        typeof(Sse2.X64), nameof(Sse2.X64.ConvertScalarToVector128Double), lanes.Vector(), typeof(long)));
                break;
        }

        Call(VectorMethods.On(nameof(Vector128.ToScalar), lanes, 1));
    }

    /// <summary>Takes a lane out of integers as a single number: a lane of a constant would go through a double
    /// (<see cref="JitQuirks.ConstantThroughDouble"/>), and a shuffle the JIT does not compute.</summary>
    private void EmitSingleLane(NumericOperation operation)
    {
        EmitLanes(operation.First, LaneType.I32);
        if (!Hardware.HasFlag(VectorHardware.Sse2))
        {
            _il.EmitConstant(operation.Lane);
            Call(VectorMethods.GetElement(LaneType.I32));
            EmitBitsAsFloat(OperandType.F32);
            return;
        }

        _il.EmitConstant(operation.Lane);
        Call(RuntimeMembers.Method(typeof(Sse2), nameof(Sse2.Shuffle), LaneType.I32.Vector(), typeof(byte)));
        EmitView(LaneType.I32, LaneType.F32);
        Call(VectorMethods.On(nameof(Vector128.ToScalar), LaneType.F32, 1));
    }
}
