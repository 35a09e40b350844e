using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Scalar numeric instructions.</summary>
internal sealed partial class FunctionEmitter
{
    private void EmitNumeric(NumericOperation operation)
    {
        switch (operation.Opcode)
        {
            case >= Opcode.V128Load and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS:
                EmitVectorOperation(operation, LaneType.U8);
                return;
            case Opcode.I32Eqz:
                EmitNegation(operation.First);
                return;
            case Opcode.I64Eqz:
                Emit(operation.First);
                _il.EmitConstant(0L);
                _il.Emit(ILOpCode.Ceq);
                return;
            case Opcode.I32Shl or Opcode.I64Shl:
                EmitShift(operation, ILOpCode.Shl);
                return;
            case Opcode.I32ShrS or Opcode.I64ShrS:
                EmitShift(operation, ILOpCode.Shr);
                return;
            case Opcode.I32ShrU or Opcode.I64ShrU:
                EmitShift(operation, ILOpCode.Shr_un);
                return;
            case Opcode.F32ReinterpretI32 or Opcode.F64ReinterpretI64:
                EmitReinterpretation(operation);
                return;
            case var opcode when IsConversion(opcode) && HasInstruction(opcode):
                EmitConversion(operation);
                return;
            case Opcode.I32Rotl or Opcode.I32Rotr:
                EmitRotation(operation);
                return;
            case Opcode.I64Rotl or Opcode.I64Rotr:
                Emit(operation.First);
                EmitShiftCount(operation.Second!, 63);
                Call(NumericRecipes.Method(operation.Opcode)!);
                return;
        }

        EmitOperands(operation);
        if (IsConversion(operation.Opcode))
        {
            // What EmitConversion does for others.
            EmitExclusiveOrWithZero(operation.First.Type);
        }

        MarkOffset(operation.Effects.State == StateEffects.None ? 0 : operation.Offset);
        if (operation.Opcode is Opcode.I32RemS or Opcode.I64RemS && operation.Second is Literal { Bits: not -1 })
        {
            _il.Emit(ILOpCode.Rem);
        }
        else if (NumericRecipes.Sequence(operation.Opcode) is { } sequence)
        {
            foreach (var opcode in sequence)
            {
                _il.Emit(opcode);
            }
        }
        else
        {
            Call(NumericRecipes.Method(operation.Opcode) ?? throw new InvalidOperationException($"No recipe for {operation.Opcode}."));
            if (operation.Opcode is Opcode.I32Clz or Opcode.I32Ctz or Opcode.I64Clz or Opcode.I64Ctz
                && Hardware.HasFlag(VectorHardware.BitScans))
            {
                EmitExclusiveOrWithZero(OperandType.I32);
            }

            if (operation.Opcode is Opcode.I64Clz or Opcode.I64Ctz or Opcode.I64Popcnt)
            {
                _il.Emit(ILOpCode.Conv_i8);
            }
        }
    }

    private void EmitOperands(NumericOperation operation)
    {
        Emit(operation.First);
        if (operation.Second is { } second)
        {
            Emit(second);
        }
    }

    private void EmitNegation(Expression operand)
    {
        Emit(operand);
        _il.EmitConstant(0);
        _il.Emit(ILOpCode.Ceq);
    }

    private void EmitShift(NumericOperation operation, ILOpCode opcode)
    {
        Emit(operation.First);
        EmitShiftCount(operation.Second!, operation.Type == OperandType.I32 ? 31 : 63);
        _il.Emit(opcode);
    }

    /// <summary>CIL leaves shifts by the width and more undefined; wasm takes the count modulo the width. The JIT removes the mask where
    /// the hardware does the same.</summary>
    private void EmitShiftCount(Expression count, int mask)
    {
        if (count is Literal literal)
        {
            _il.EmitConstant((int)literal.Bits & mask);
            return;
        }

        Emit(count);
        if (count.Type == OperandType.I64)
        {
            _il.Emit(ILOpCode.Conv_i4);
        }

        _il.EmitConstant(mask);
        _il.Emit(ILOpCode.And);
    }
}
