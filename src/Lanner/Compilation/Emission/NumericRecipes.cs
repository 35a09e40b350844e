using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Structure;
using static Lanner.Compilation.Metadata.ILOpCode;

namespace Lanner.Compilation.Emission;

/// <summary>The CIL of each scalar numeric instruction after its operands are on the stack: either a few opcodes or a call, and for
/// comparisons the branches that they fuse with.</summary>
internal static class NumericRecipes
{
    private static readonly ILOpCode[]?[] Sequences = BuildSequences();

    /// <summary>The opcodes of an instruction, or null when it is a call or needs more.</summary>
    internal static ILOpCode[]? Sequence(Opcode opcode) =>
        (int)opcode < Sequences.Length ? Sequences[(int)opcode] : SequenceOfPrefixed(opcode);

    /// <summary>The branch that is taken when a comparison holds, and the one when it does not.</summary>
    internal static (ILOpCode WhenTrue, ILOpCode WhenFalse)? Branch(Opcode opcode) => opcode switch
    {
        Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq => (Beq, Bne_un),
        Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne => (Bne_un, Beq),
        Opcode.I32LtS or Opcode.I64LtS => (Blt, Bge),
        Opcode.I32LtU or Opcode.I64LtU => (Blt_un, Bge_un),
        Opcode.I32GtS or Opcode.I64GtS => (Bgt, Ble),
        Opcode.I32GtU or Opcode.I64GtU => (Bgt_un, Ble_un),
        Opcode.I32LeS or Opcode.I64LeS => (Ble, Bgt),
        Opcode.I32LeU or Opcode.I64LeU => (Ble_un, Bgt_un),
        Opcode.I32GeS or Opcode.I64GeS => (Bge, Blt),
        Opcode.I32GeU or Opcode.I64GeU => (Bge_un, Blt_un),

        // For floating-point numbers ".un" means "or unordered" (ECMA-335 III.3): a comparison with a NaN is false, its negation true.
        Opcode.F32Lt or Opcode.F64Lt => (Blt, Bge_un),
        Opcode.F32Gt or Opcode.F64Gt => (Bgt, Ble_un),
        Opcode.F32Le or Opcode.F64Le => (Ble, Bgt_un),
        Opcode.F32Ge or Opcode.F64Ge => (Bge, Blt_un),
        _ => null,
    };

    /// <summary>The method that does the instruction, or null.</summary>
    internal static MethodInfo? Method(Opcode opcode) => opcode switch
    {
        Opcode.I32Clz => Of(typeof(BitOperations), nameof(BitOperations.LeadingZeroCount), typeof(uint)),
        Opcode.I64Clz => Of(typeof(BitOperations), nameof(BitOperations.LeadingZeroCount), typeof(ulong)),
        Opcode.I32Ctz => Of(typeof(BitOperations), nameof(BitOperations.TrailingZeroCount), typeof(int)),
        Opcode.I64Ctz => Of(typeof(BitOperations), nameof(BitOperations.TrailingZeroCount), typeof(long)),
        Opcode.I32Popcnt => Of(typeof(BitOperations), nameof(BitOperations.PopCount), typeof(uint)),
        Opcode.I64Popcnt => Of(typeof(BitOperations), nameof(BitOperations.PopCount), typeof(ulong)),
        Opcode.I32RemS => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.RemainderI32)),
        Opcode.I64RemS => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.RemainderI64)),
        Opcode.I32Rotl => Of(typeof(BitOperations), nameof(BitOperations.RotateLeft), typeof(uint), typeof(int)),
        Opcode.I32Rotr => Of(typeof(BitOperations), nameof(BitOperations.RotateRight), typeof(uint), typeof(int)),
        Opcode.I64Rotl => Of(typeof(BitOperations), nameof(BitOperations.RotateLeft), typeof(ulong), typeof(int)),
        Opcode.I64Rotr => Of(typeof(BitOperations), nameof(BitOperations.RotateRight), typeof(ulong), typeof(int)),
        Opcode.F32Abs => Of(typeof(MathF), nameof(MathF.Abs), typeof(float)),
        Opcode.F32Ceil => Of(typeof(MathF), nameof(MathF.Ceiling), typeof(float)),
        Opcode.F32Floor => Of(typeof(MathF), nameof(MathF.Floor), typeof(float)),
        Opcode.F32Trunc => Of(typeof(MathF), nameof(MathF.Truncate), typeof(float)),
        Opcode.F32Nearest => Of(typeof(MathF), nameof(MathF.Round), typeof(float)),
        Opcode.F32Sqrt => Of(typeof(MathF), nameof(MathF.Sqrt), typeof(float)),
        Opcode.F32Min => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.MinimumF32)),
        Opcode.F32Max => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.MaximumF32)),
        Opcode.F32Copysign => Of(typeof(MathF), nameof(MathF.CopySign), typeof(float), typeof(float)),
        Opcode.F64Abs => Of(typeof(Math), nameof(Math.Abs), typeof(double)),
        Opcode.F64Ceil => Of(typeof(Math), nameof(Math.Ceiling), typeof(double)),
        Opcode.F64Floor => Of(typeof(Math), nameof(Math.Floor), typeof(double)),
        Opcode.F64Trunc => Of(typeof(Math), nameof(Math.Truncate), typeof(double)),
        Opcode.F64Nearest => Of(typeof(Math), nameof(Math.Round), typeof(double)),
        Opcode.F64Sqrt => Of(typeof(Math), nameof(Math.Sqrt), typeof(double)),
        Opcode.F64Min => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.MinimumF64)),
        Opcode.F64Max => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.MaximumF64)),
        Opcode.F64Copysign => Of(typeof(Math), nameof(Math.CopySign), typeof(double), typeof(double)),
        Opcode.F32DemoteF64 => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.DemoteF64)),
        Opcode.F32ConvertI64U => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.ConvertU64ToF32)),
        Opcode.F64ConvertI64U => RuntimeMembers.Numeric(nameof(Runtime.NumericOperations.ConvertU64ToF64)),
        Opcode.I32ReinterpretF32 => Of(typeof(BitConverter), nameof(BitConverter.SingleToInt32Bits), typeof(float)),
        Opcode.I64ReinterpretF64 => Of(typeof(BitConverter), nameof(BitConverter.DoubleToInt64Bits), typeof(double)),
        Opcode.F32ReinterpretI32 => Of(typeof(BitConverter), nameof(BitConverter.Int32BitsToSingle), typeof(int)),
        Opcode.F64ReinterpretI64 => Of(typeof(BitConverter), nameof(BitConverter.Int64BitsToDouble), typeof(long)),
        _ => null,
    };

    private static MethodInfo Of([DynamicallyAccessedMembers(Trimming.Methods)] Type type, string name, params Type[] parameters) =>
        RuntimeMembers.Method(type, name, parameters);

    private static ILOpCode[]? SequenceOfPrefixed(Opcode opcode) => opcode switch
    {
        // Conversions from floating-point numbers saturate since .NET 9, on every platform.
        Opcode.I32TruncSatF32S or Opcode.I32TruncSatF64S => [Conv_i4],
        Opcode.I32TruncSatF32U or Opcode.I32TruncSatF64U => [Conv_u4],
        Opcode.I64TruncSatF32S or Opcode.I64TruncSatF64S => [Conv_i8],
        Opcode.I64TruncSatF32U or Opcode.I64TruncSatF64U => [Conv_u8],
        _ => null,
    };

    private static ILOpCode[]?[] BuildSequences()
    {
        var sequences = new ILOpCode[]?[(int)Opcode.I64Extend32S + 1];
        foreach (var (i32, i64, sequence) in new (Opcode, Opcode, ILOpCode[])[]
        {
            (Opcode.I32Eq, Opcode.I64Eq, [Ceq]),
            (Opcode.I32Ne, Opcode.I64Ne, [Ceq, Ldc_i4_0, Ceq]),
            (Opcode.I32LtS, Opcode.I64LtS, [Clt]),
            (Opcode.I32LtU, Opcode.I64LtU, [Clt_un]),
            (Opcode.I32GtS, Opcode.I64GtS, [Cgt]),
            (Opcode.I32GtU, Opcode.I64GtU, [Cgt_un]),
            (Opcode.I32LeS, Opcode.I64LeS, [Cgt, Ldc_i4_0, Ceq]),
            (Opcode.I32LeU, Opcode.I64LeU, [Cgt_un, Ldc_i4_0, Ceq]),
            (Opcode.I32GeS, Opcode.I64GeS, [Clt, Ldc_i4_0, Ceq]),
            (Opcode.I32GeU, Opcode.I64GeU, [Clt_un, Ldc_i4_0, Ceq]),
            (Opcode.F32Eq, Opcode.F64Eq, [Ceq]),
            (Opcode.F32Ne, Opcode.F64Ne, [Ceq, Ldc_i4_0, Ceq]),
            (Opcode.F32Lt, Opcode.F64Lt, [Clt]),
            (Opcode.F32Gt, Opcode.F64Gt, [Cgt]),
            (Opcode.F32Le, Opcode.F64Le, [Cgt_un, Ldc_i4_0, Ceq]),
            (Opcode.F32Ge, Opcode.F64Ge, [Clt_un, Ldc_i4_0, Ceq]),
            (Opcode.I32Add, Opcode.I64Add, [Add]),
            (Opcode.I32Sub, Opcode.I64Sub, [Sub]),
            (Opcode.I32Mul, Opcode.I64Mul, [Mul]),
            (Opcode.I32DivS, Opcode.I64DivS, [Div]),
            (Opcode.I32DivU, Opcode.I64DivU, [Div_un]),
            (Opcode.I32RemU, Opcode.I64RemU, [Rem_un]),
            (Opcode.I32And, Opcode.I64And, [And]),
            (Opcode.I32Or, Opcode.I64Or, [Or]),
            (Opcode.I32Xor, Opcode.I64Xor, [Xor]),
            (Opcode.F32Neg, Opcode.F64Neg, [Neg]),
            (Opcode.F32Add, Opcode.F64Add, [Add]),
            (Opcode.F32Sub, Opcode.F64Sub, [Sub]),
            (Opcode.F32Mul, Opcode.F64Mul, [Mul]),
            (Opcode.F32Div, Opcode.F64Div, [Div]),
            (Opcode.F32ConvertI32S, Opcode.F32ConvertI64S, [Conv_r4]),
            (Opcode.F64ConvertI32S, Opcode.F64ConvertI64S, [Conv_r8]),
            (Opcode.I32Extend8S, Opcode.I32Extend8S, [Conv_i1]),
            (Opcode.I32Extend16S, Opcode.I32Extend16S, [Conv_i2]),
            (Opcode.I64Extend8S, Opcode.I64Extend8S, [Conv_i1, Conv_i8]),
            (Opcode.I64Extend16S, Opcode.I64Extend16S, [Conv_i2, Conv_i8]),
            (Opcode.I64Extend32S, Opcode.I64Extend32S, [Conv_i4, Conv_i8]),
            (Opcode.I32WrapI64, Opcode.I32WrapI64, [Conv_i4]),
            (Opcode.I64ExtendI32S, Opcode.I64ExtendI32S, [Conv_i8]),
            (Opcode.I64ExtendI32U, Opcode.I64ExtendI32U, [Conv_u8]),
            (Opcode.F64PromoteF32, Opcode.F64PromoteF32, [Conv_r8]),

            // Through an i64, in which every u32 is exact.
            (Opcode.F32ConvertI32U, Opcode.F32ConvertI32U, [Conv_u8, Conv_r4]),
            (Opcode.F64ConvertI32U, Opcode.F64ConvertI32U, [Conv_u8, Conv_r8]),

            // The range was checked before; what is left is the saturating conversion.
            (Opcode.I32TruncF32S, Opcode.I32TruncF64S, [Conv_i4]),
            (Opcode.I32TruncF32U, Opcode.I32TruncF64U, [Conv_u4]),
            (Opcode.I64TruncF32S, Opcode.I64TruncF64S, [Conv_i8]),
            (Opcode.I64TruncF32U, Opcode.I64TruncF64U, [Conv_u8]),
        })
        {
            sequences[(int)i32] = sequence;
            sequences[(int)i64] = sequence;
        }

        return sequences;
    }
}
