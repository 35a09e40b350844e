using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Predicts the results that the JIT may compute as it compiles.</summary>
internal static class JitConstants
{
    /// <summary>Tests whether it may know the result of an instruction, from operands that it knows.</summary>
    internal static bool MayBeConstant(Opcode opcode, Expression first, Expression? second)
    {
        if (first.MayBeConstant && second?.MayBeConstant != false)
        {
            return true;
        }

        // Of integers in vectors, what is made of one value twice may be a constant too.
        return opcode is >= Opcode.V128Load and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS && !JitFloats.IsFloatVector(opcode)
            && first is VariableRead { Variable: var one } && second is VariableRead { Variable: var other } && one == other;
    }
}
