using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Rotations (<see cref="JitQuirks.RotationOfConstants"/>; for <see cref="JitQuirks.FlagsOfRotation"/> see
/// <see cref="Passes.HiddenValues"/>).</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>Emits a rotation of 32 bits.</summary>
    private void EmitRotation(NumericOperation rotation)
    {
        Emit(rotation.First);
        if (IsConstant(rotation.First))
        {
            // The JIT computes a rotation of constants as it reads the CIL, and takes the result for an unsigned number in a wider one:
            // multiplied, it is wrong.
            var rotated = AllocateSlot(OperandType.I32);
            _il.EmitStoreLocal(rotated);
            _il.EmitLoadLocal(rotated);
            ReleaseSlot(OperandType.I32, rotated);
        }

        Emit(rotation.Second!);
        Call(NumericRecipes.Method(rotation.Opcode)!);
    }

    /// <summary>Tests whether the JIT may see a constant in an expression while it reads the CIL.</summary>
    private static bool IsConstant(Expression? operand) => operand switch
    {
        null or Literal or Select => true,
        NumericOperation { Opcode: Opcode.I32Or } either => IsConstant(either.First) || IsConstant(either.Second),
        NumericOperation operation => IsConstant(operation.First) && IsConstant(operation.Second) && IsConstant(operation.Third),
        _ => false,
    };
}
