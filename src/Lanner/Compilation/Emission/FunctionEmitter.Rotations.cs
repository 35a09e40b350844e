using System.Reflection.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Rotations, of which RyuJIT of .NET 10 takes two things for granted that do not hold. The hunt found both; <c>tests/regressions</c> has them.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>Emits a rotation of 32 bits.</summary>
    private void EmitRotation(NumericOperation rotation)
    {
        Emit(rotation.First);
        if (IsConstant(rotation.First))
        {
            // The JIT computes a rotation of constants as it reads the CIL, and takes the result for an unsigned number in a wider one: multiplied, it is wrong.
            var rotated = TakeSlot(OperandType.I32);
            _il.EmitStoreLocal(rotated);
            _il.EmitLoadLocal(rotated);
            ReleaseSlot(OperandType.I32, rotated);
        }

        Emit(rotation.Second!);
        Call(NumericRecipes.Method(rotation.Opcode)!);
    }

    /// <summary>Emits what is compared with zero, or with what the JIT may make zero of. A rotation does not set the flags that a comparison reads, but the JIT believes that it
    /// does and leaves out the comparison, so that the value is hidden from it.</summary>
    /// <param name="operand">What is compared.</param>
    /// <param name="other">With what; null for zero.</param>
    private void EmitCompared(Expression operand, Expression? other = null)
    {
        Emit(operand);
        if (operand.IsRotation && other is not Literal { Bits: < -1 or > 1 })
        {
            Call(RuntimeMembers.Numeric(operand.Type == OperandType.I32 ? nameof(NumericOperations.HideI32) : nameof(NumericOperations.HideI64)));
        }
    }

    /// <summary>Whether the JIT may see a constant in an expression while it reads the CIL.</summary>
    private static bool IsConstant(Expression? operand) => operand switch
    {
        null or Literal or Select => true,
        NumericOperation { Opcode: Opcode.I32Or } either => IsConstant(either.First) || IsConstant(either.Second),
        NumericOperation operation => IsConstant(operation.First) && IsConstant(operation.Second) && IsConstant(operation.Third),
        _ => false,
    };
}
