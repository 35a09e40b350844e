using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Tests and casts of references (specification 4.6.6), and branches on them.</summary>
internal sealed partial class TreeBuilder
{
    private void AddCast(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefTest or Opcode.RefTestNull:
                Push(TestOf(Repeatable(Pop()), instruction.Type));
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                var reference = Repeatable(Pop());
                AppendCheck(TestOf(reference, instruction.Type), TrapCode.CastFailure);
                Push(instruction.Type.IsNullable ? Again(reference) : AgainNonNull(reference));
                break;
            default:
                Spill(_stack.Count - 1);
                var test = TestOf(Again(_stack[^1]), instruction.Type2);
                AddBranchIf(instruction.Index, test, negated: instruction.Opcode == Opcode.BrOnCastFail);
                if (instruction.Opcode == Opcode.BrOnCastFail && !instruction.Type2.IsNullable)
                {
                    Push(AgainNonNull(Pop()));
                }

                break;
        }
    }

    /// <summary>Returns a test whether a reference, which can be read more than once, is of a type. The tops and bottoms of the hierarchies
    /// are decided by null alone.</summary>
    private static Expression TestOf(Expression reference, WasmValueType type)
    {
        var heapType = type.HeapType;
        if (heapType.Kind == heapType.Top)
        {
            return type.IsNullable ? Literal.I32(1) : IsNotNull(reference);
        }

        if (heapType.Kind is HeapTypeKind.None or HeapTypeKind.NoFunc or HeapTypeKind.NoExtern or HeapTypeKind.NoExn)
        {
            return type.IsNullable ? new ReferenceEquality(reference, new NullLiteral()) : Literal.I32(0);
        }

        return new TypeTest(heapType, reference, type.IsNullable && !reference.IsNonNull ? Again(reference) : null) { Depth = 2 };
    }

    private static NumericOperation IsNotNull(Expression reference)
    {
        var isNull = new ReferenceEquality(reference, new NullLiteral()) { Depth = 2 };
        return new NumericOperation(Opcode.I32Eqz, OperandType.I32, isNull.Effects, isNull, null, null) { Depth = 3 };
    }
}
