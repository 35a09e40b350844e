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
            case VectorLiteral literal when JitFloats.IsNeutral(literal.Value):
                EmitNeutral(literal.Value, wanted);
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

    private void EmitNeutral(Vector128<byte> value, LaneType wanted)
    {
        var isDouble = value.AsInt32()[0] != value.AsInt32()[1];
        var (type, lanes, bits) = isDouble
            ? (OperandType.F64, LaneType.F64, value.AsInt64()[0])
            : (OperandType.F32, LaneType.F32, value.AsInt32()[0]);
        EmitNeutral(type, bits);
        Call(VectorMethods.Splat(lanes));
        EmitView(lanes, wanted);
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
        _il.EmitLoadArgument(0);
        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.Zero));
        if (type == OperandType.I64)
        {
            _il.Emit(ILOpCode.Conv_u8);
        }

        _il.Emit(ILOpCode.Xor);
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
    private static bool IsConversion(Opcode opcode) =>
        opcode is Opcode.F32ConvertI32S or Opcode.F32ConvertI32U or Opcode.F32ConvertI64S or Opcode.F64ConvertI32S or Opcode.F64ConvertI32U
            or Opcode.F64ConvertI64S;

    /// <summary>A conversion of an integer, which the JIT would compute of a constant (<see cref="JitQuirks.ArithmeticIdentity"/>). The
    /// processor's instruction by its name is the same, and it does not.</summary>
    private void EmitConversion(NumericOperation operation)
    {
        var isSingle = operation.Type == OperandType.F32;
        var isUnsigned = operation.Opcode is Opcode.F32ConvertI32U or Opcode.F64ConvertI32U;
        var isWide = operation.First.Type == OperandType.I64 || isUnsigned;
        var lanes = isSingle ? LaneType.F32 : LaneType.F64;
        Call(VectorMethods.Zero(lanes));
        Emit(operation.First);
        if (isUnsigned)
        {
            // Through an i64, in which every u32 is exact.
            _il.Emit(ILOpCode.Conv_u8);
        }

        var type = (isSingle, isWide) switch
        {
            (true, true) => typeof(Sse.X64),
            (true, false) => typeof(Sse),
            (false, true) => typeof(Sse2.X64),
            _ => typeof(Sse2),
        };
        Call(RuntimeMembers.Method(
            type,
            isSingle ? nameof(Sse.ConvertScalarToVector128Single) : nameof(Sse2.ConvertScalarToVector128Double),
            lanes.Vector(),
            isWide ? typeof(long) : typeof(int)));
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

    /// <summary>Tests whether the JIT would use this operand wrongly: it removes an operation that makes a signalling NaN quiet, or learns
    /// from the operation that the other operand is a constant, as a branch does on an equality with anything but 0
    /// (<see cref="JitQuirks.ArithmeticIdentity"/>).</summary>
    private static bool IsToBeHidden(Opcode opcode, Expression operand, bool isSecond) => operand is Literal literal && opcode switch
    {
        Opcode.F32Add => (int)literal.Bits == int.MinValue,
        Opcode.F64Add => literal.Bits == long.MinValue,
        Opcode.F32Sub or Opcode.F64Sub => isSecond && literal.Bits == 0,
        Opcode.F32Mul or Opcode.F64Mul => IsOne(literal),
        Opcode.F32Div or Opcode.F64Div => isSecond && IsOne(literal),
        Opcode.F32Eq or Opcode.F32Ne => ((int)literal.Bits & int.MaxValue) != 0,
        Opcode.F64Eq or Opcode.F64Ne => (literal.Bits & long.MaxValue) != 0,
        _ => false,
    };

    private static bool IsOne(Literal literal) => literal.Bits is 0x3F80_0000 or 0x3FF0_0000_0000_0000;
}
