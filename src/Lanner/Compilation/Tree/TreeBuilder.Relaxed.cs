using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Relaxed vector instructions, of whose results the specification leaves some open (4.3.5). What the deterministic profile
/// chooses is what the strict instructions do; otherwise it is what the hardware has.</summary>
internal sealed partial class TreeBuilder
{
    private void AddRelaxed(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.I32x4RelaxedDotI8x16I7x16AddS:
                // The products of neighbours are added twice over.
                var addend = Pop();
                AddRelaxed(Opcode.I16x8RelaxedDotI8x16I7x16S);
                AddOperation(Opcode.I32x4ExtaddPairwiseI16x8S, Effects.None);
                Push(addend);
                AddOperation(Opcode.I32x4Add, Effects.None);
                break;
            case Opcode.I16x8RelaxedDotI8x16I7x16S when _layout.Options.Deterministic:
                var operands = Pop(2);
                AddRuntimeCall(RuntimeMembers.RelaxedDot, OperandType.V128, Effects.None, operands);
                break;
            case >= Opcode.F32x4RelaxedMadd and <= Opcode.F64x2RelaxedNmadd when _layout.Options.Deterministic:
                AddUnfused(opcode);
                break;
            default:
                AddOperation(_layout.Options.Deterministic ? StrictOf(opcode) : opcode, Effects.None);
                break;
        }
    }

    /// <summary>The product, negated through its first factor, is rounded before it is added.</summary>
    private void AddUnfused(Opcode opcode)
    {
        var isSingle = opcode is Opcode.F32x4RelaxedMadd or Opcode.F32x4RelaxedNmadd;
        var addend = Pop();
        if (opcode is Opcode.F32x4RelaxedNmadd or Opcode.F64x2RelaxedNmadd)
        {
            var factor = Pop();
            AddOperation(isSingle ? Opcode.F32x4Neg : Opcode.F64x2Neg, Effects.None);
            Push(factor);
        }

        AddOperation(isSingle ? Opcode.F32x4Mul : Opcode.F64x2Mul, Effects.None);
        Push(addend);
        AddOperation(isSingle ? Opcode.F32x4Add : Opcode.F64x2Add, Effects.None);
    }

    private static Opcode StrictOf(Opcode opcode) => opcode switch
    {
        Opcode.I8x16RelaxedSwizzle => Opcode.I8x16Swizzle,
        Opcode.I32x4RelaxedTruncF32x4S => Opcode.I32x4TruncSatF32x4S,
        Opcode.I32x4RelaxedTruncF32x4U => Opcode.I32x4TruncSatF32x4U,
        Opcode.I32x4RelaxedTruncF64x2SZero => Opcode.I32x4TruncSatF64x2SZero,
        Opcode.I32x4RelaxedTruncF64x2UZero => Opcode.I32x4TruncSatF64x2UZero,
        Opcode.I8x16RelaxedLaneselect or Opcode.I16x8RelaxedLaneselect or Opcode.I32x4RelaxedLaneselect or Opcode.I64x2RelaxedLaneselect =>
            Opcode.V128Bitselect,
        Opcode.F32x4RelaxedMin => Opcode.F32x4Min,
        Opcode.F32x4RelaxedMax => Opcode.F32x4Max,
        Opcode.F64x2RelaxedMin => Opcode.F64x2Min,
        Opcode.F64x2RelaxedMax => Opcode.F64x2Max,
        Opcode.I16x8RelaxedQ15mulrS => Opcode.I16x8Q15mulrSatS,
        _ => opcode,
    };
}
