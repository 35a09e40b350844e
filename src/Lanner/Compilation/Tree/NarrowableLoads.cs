using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Finds the loads that a JIT may make narrower because it sees that some of their bytes, or all, are unused. At the end of a
/// guarded memory the bytes left out may be the only ones that fault, so the last byte of such loads is touched besides. All others stay as
/// they are. (<see cref="JitQuirks.PartlyUsedLoad"/>, <see cref="JitQuirks.DroppedLoad"/>.)</summary>
internal sealed class NarrowableLoads
{
    /// <summary>Values of which only a part is used.</summary>
    private readonly Stack<Expression> _narrowable = [];

    /// <summary>Values that are dropped, with all that they are computed from. They wait for the end of the function, when it is known who
    /// reads what.</summary>
    internal Stack<Expression> Dropped { get; } = [];

    /// <summary>Finds the operands of which an instruction uses only a part.</summary>
    /// <param name="operation">The instruction.</param>
    /// <param name="region">The number of the straight-line region that it stands in.</param>
    internal void Note(NumericOperation operation, int region)
    {
        switch (operation.Opcode)
        {
            case Opcode.I32WrapI64 or Opcode.I32Extend8S or Opcode.I32Extend16S or Opcode.I64Extend8S or Opcode.I64Extend16S
                or Opcode.I64Extend32S:
            case >= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ReplaceLane:
                Mark(operation, region);
                break;
            case Opcode.I32And when (operation.Second as Literal ?? operation.First as Literal) is { Bits: >= 0 and <= ushort.MaxValue }:
            case Opcode.I64And when (operation.Second as Literal ?? operation.First as Literal) is { Bits: >= 0 and <= uint.MaxValue }:
                Mark(operation, region);
                break;
            case Opcode.I32Mul or Opcode.I64Mul or Opcode.I32Or or Opcode.I64Or or Opcode.I32RemS or Opcode.I32RemU or Opcode.I64RemS
                or Opcode.I64RemU
                when operation.First is Literal { Bits: 0 or 1 or -1 } || operation.Second is Literal { Bits: 0 or 1 or -1 }:
                // The result may not depend on the operand at all.
                Dropped.Push(operation);
                break;
        }
    }

    /// <summary>Records that only a part of a value is used, in a straight-line region.</summary>
    internal void Mark(Expression used, int region)
    {
        _narrowable.Push(used);
        while (_narrowable.TryPop(out var value))
        {
            switch (value)
            {
                case MemoryLoad load:
                    load.IsNarrowable = true;
                    break;
                case VariableRead { Variable: var variable } when variable.LastRegion == region:
                    // The JIT moves a value to its use only within a basic block.
                    PushAll(_narrowable, variable.Values, variable.FirstRecentValue);
                    variable.FirstRecentValue = variable.Values?.Count ?? 0;
                    break;
                case VariableTee tee:
                    _narrowable.Push(tee.Value);
                    break;
                case Select select:
                    _narrowable.Push(select.WhenTrue);
                    _narrowable.Push(select.WhenFalse);
                    break;
                case NumericOperation { IsNarrowable: false } operation when PassesPartialUseOn(operation.Opcode):
                    operation.IsNarrowable = true;
                    PushOperands(_narrowable, operation);
                    break;
            }
        }
    }

    /// <summary>Tests whether low bits of the result depend on nothing but low bits of the operands, or the operation just gives the bits
    /// another type.</summary>
    private static bool PassesPartialUseOn(Opcode opcode) => opcode is
        Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I32And or Opcode.I32Or or Opcode.I32Xor or Opcode.I32Shl
        or Opcode.I32Rotl or Opcode.I32Rotr
        or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul or Opcode.I64And or Opcode.I64Or or Opcode.I64Xor or Opcode.I64Shl
        or Opcode.I64Rotl or Opcode.I64Rotr
        or Opcode.I32ShrU or Opcode.I32ShrS or Opcode.I64ShrU or Opcode.I64ShrS
        or Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or (>= Opcode.I32ReinterpretF32 and <= Opcode.I64Extend32S)
        or (>= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ReplaceLane);

    internal static void PushOperands(Stack<Expression> stack, NumericOperation operation)
    {
        stack.Push(operation.First);
        if (operation.Second is { } second)
        {
            stack.Push(second);
        }

        if (operation.Third is { } third)
        {
            stack.Push(third);
        }
    }

    internal static void PushAll(Stack<Expression> stack, List<Expression>? values, int first)
    {
        for (var index = first; index < (values?.Count ?? 0); index++)
        {
            stack.Push(values![index]);
        }
    }
}
