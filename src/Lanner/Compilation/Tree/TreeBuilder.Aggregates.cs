using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Structures, arrays and small integers (specification 4.6.7 to 4.6.9).</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>Making an object may trap, when the store may not hold more.</summary>
    private static Effects AllocationEffects => Effects.OfState(StateEffects.Traps);

    /// <summary>The instructions with prefix 0xFB.</summary>
    private void AddAggregate(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case <= Opcode.StructSet:
                AddStructure(in instruction, (StructType)_module.Types[instruction.Index]);
                break;
            case Opcode.ArrayLen:
                var array = PopTarget(TrapCode.NullArrayReference);
                Push(new ArrayLength(array) { Depth = DepthOf(array) });
                break;
            case <= Opcode.ArrayNewElem:
                AddNewArray(in instruction, (ArrayType)_module.Types[instruction.Index]);
                break;
            case <= Opcode.ArrayInitElem:
                AddArray(in instruction, (ArrayType)_module.Types[instruction.Index]);
                break;
            case <= Opcode.BrOnCastFail:
                AddCast(in instruction);
                break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                // Any object is a value of both kinds.
                break;
            case Opcode.RefI31:
                var number = Pop();
                Push(new RuntimeCall(
                    RuntimeMembers.I31Create, OperandType.Reference, [number, new StateRead()], number.Effects | AllocationEffects)
                {
                    Depth = Math.Max(DepthOf(number), 2),
                    IsNonNull = true,
                });
                break;
            default:
                var target = PopTarget(TrapCode.NullI31Reference);
                Expression value = new FieldRead(RuntimeMembers.I31Value, OperandType.I32, target, Effects.None)
                {
                    Depth = DepthOf(target),
                };
                Push(instruction.Opcode == Opcode.I31GetS
                    ? value
                    : new NumericOperation(Opcode.I32And, OperandType.I32, value.Effects, value, Literal.I32(int.MaxValue), null)
                    {
                        Depth = DepthOf(value),
                    });
                break;
        }
    }

    private void AddStructure(in Instruction instruction, StructType type)
    {
        var fields = type.FieldArray;
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                var values = PopStorable(fields.Length);
                Push(new NewStructure(type, values, EffectsOf(values) | AllocationEffects) { Depth = DepthOf(values), IsNonNull = true });
                break;
            case Opcode.StructNewDefault:
                Push(new NewStructure(type, null, AllocationEffects) { IsNonNull = true });
                break;
            case Opcode.StructSet:
                var operands = PopOperands(2, TrapCode.NullStructureReference, checksBeforeLast: false);
                operands[^1] = ToStorable(operands[^1]);
                NoteHeap(operands[^1]);
                Append(
                    new StructureFieldWrite(type, (int)instruction.Index2, operands[0], operands[1]) { Offset = _offset },
                    EffectsOf(operands) | Effects.OfState(StateEffects.Writes));
                break;
            default:
                var target = PopTarget(TrapCode.NullStructureReference);
                var field = fields[instruction.Index2].Type;
                Push(new StructureFieldRead(
                    type, (int)instruction.Index2, OperandTypes.Of(field), instruction.Opcode == Opcode.StructGetS, target)
                {
                    Depth = DepthOf(target),
                    IsNonNull = IsNeverNull(field),
                    MayBeConstant = _heapMayBeConstant,
                });
                break;
        }
    }

    private void AddNewArray(in Instruction instruction, ArrayType type)
    {
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNewDefault:
                AppendArrayCharge(type.Element);
                var length = Pop();
                Push(new NewArray(type, length) { Depth = DepthOf(length), IsNonNull = true });
                break;
            case Opcode.ArrayNewFixed:
                var values = PopStorable((int)instruction.Index2);
                Push(new NewFixedArray(type, values, EffectsOf(values) | AllocationEffects) { Depth = DepthOf(values), IsNonNull = true });
                break;
            case Opcode.ArrayNew:
                AppendArrayCharge(type.Element);
                EvaluateNow(2);
                var filled = Pop(2);
                var array = AssignNewArray(type, filled[1]);
                if (filled[0] is not (NullLiteral or Literal { Bits: 0 }))
                {
                    AddRuntimeCall(
                        ArrayOperations.Initializer(type.Element), null, WritingEffects, [new VariableRead(array), filled[0],
                        new StateRead()], takesFuel: true);
                }

                Push(new VariableRead(array));
                break;
            default:
                AddArrayFromSegment(in instruction, type);
                break;
        }
    }

    private void AddArrayFromSegment(in Instruction instruction, ArrayType type)
    {
        // The range is checked before the array is made, which could be a large one.
        EvaluateNow(2);
        var range = Pop(2);
        var segment = Literal.I32((int)instruction.Index2);
        var isData = instruction.Opcode == Opcode.ArrayNewData;
        var size = Literal.I32(ArrayOperations.SizeOf(type.Element));
        AddRuntimeCall(
            isData ? RuntimeMembers.ArrayRequireData : RuntimeMembers.ArrayRequireElements,
            null,
            Effects.OfState(StateEffects.Reads | StateEffects.Traps),
            [new StateRead(), segment, range[0], range[1], .. isData ? [size] : Array.Empty<Expression>()]);
        var array = AssignNewArray(type, Again(range[1]));
        AddRuntimeCall(
            isData ? RuntimeMembers.ArrayInitData : RuntimeMembers.ArrayInitElements,
            null,
            WritingEffects,
            [new VariableRead(array), Literal.I32(0), Again(range[0]), Again(range[1]), new StateRead(), segment,
                .. isData ? [size] : Array.Empty<Expression>()],
            takesFuel: true);
        Push(new VariableRead(array));
    }

    private static Effects WritingEffects => Effects.OfState(StateEffects.Reads | StateEffects.Writes | StateEffects.Traps);

    private Variable AssignNewArray(ArrayType type, Expression length)
    {
        var array = NewTemporary(OperandType.Reference, isNonNull: true);
        AppendAssign(array, new NewArray(type, length));
        return array;
    }

    private void AddArray(in Instruction instruction, ArrayType type)
    {
        var element = type.Element;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                var read = PopOperands(2, TrapCode.NullArrayReference, checksBeforeLast: false);
                CheckElement(read);
                Push(new ArrayElementRead(type, OperandTypes.Of(element.Type), instruction.Opcode == Opcode.ArrayGetS, read[0], read[1])
                {
                    Depth = DepthOf(read),
                    IsNonNull = IsNeverNull(element.Type),
                    MayBeConstant = _heapMayBeConstant,
                });
                break;
            case Opcode.ArraySet:
                var written = PopOperands(3, TrapCode.NullArrayReference, checksBeforeLast: true);
                written[^1] = ToStorable(written[^1]);
                NoteHeap(written[^1]);
                CheckElement(written);
                Append(
                    new ArrayElementWrite(type, written[0], written[1], written[2]) { Offset = _offset },
                    EffectsOf(written) | Effects.OfState(StateEffects.Writes));
                break;
            case Opcode.ArrayFill:
                AddRuntimeCall(ArrayOperations.Filler(element), null, WritingEffects, [.. Pop(4), new StateRead()], takesFuel: true);
                break;
            case Opcode.ArrayCopy:
                AddRuntimeCall(
                    ArrayOperations.Copier(element),
                    null,
                    WritingEffects,
                    [.. Pop(5), new StateRead(),
                        .. element.Type.IsReference ? Array.Empty<Expression>() : [Literal.I32(ArrayOperations.SizeOf(element))]],
                    takesFuel: true);
                break;
            default:
                var isData = instruction.Opcode == Opcode.ArrayInitData;
                AddRuntimeCall(
                    isData ? RuntimeMembers.ArrayInitData : RuntimeMembers.ArrayInitElements,
                    null,
                    WritingEffects,
                    [.. Pop(4), new StateRead(), Literal.I32((int)instruction.Index2),
                        .. isData ? [Literal.I32(ArrayOperations.SizeOf(element))] : Array.Empty<Expression>()],
                    takesFuel: true);
                break;
        }
    }

    /// <summary>Traps unless the array that is the first of some operands has the element whose index is the second.</summary>
    private void CheckElement(Expression[] operands)
    {
        var array = Repeatable(operands[0]);
        var index = Repeatable(ToI64(operands[1]));
        AppendIndexCheck(index, array, TrapCode.ArrayOutOfBounds);
        operands[0] = AgainNonNull(array);
        operands[1] = Again(index);
    }

    internal static bool IsNeverNull(WasmValueType type) => type is { IsReference: true, IsNullable: false };

    private static Effects EffectsOf(Expression[] operands)
    {
        var effects = Effects.None;
        foreach (var operand in operands)
        {
            effects |= operand.Effects;
        }

        return effects;
    }

    /// <summary>Takes the fuel for making an array of as many elements as the top of the stack says, before it is made.</summary>
    private void AppendArrayCharge(FieldType element)
    {
        if (_layout.Options.FuelCosts is not null)
        {
            EvaluateNow(1);
            AddRuntimeCall(
                RuntimeMembers.MeteredChargeArray,
                null,
                Effects.OfState(StateEffects.All),
                [new StateRead(), Again(_stack[^1]), Literal.I32(ArrayOperations.SizeOf(element))],
                takesFuel: true);
        }
    }

    /// <summary>Evaluates the operands on top of the stack now, in their order.</summary>
    private void EvaluateNow(int count)
    {
        for (var index = _stack.Count - count; index < _stack.Count; index++)
        {
            if (!IsSpilled(_stack[index]))
            {
                Spill(index);
            }
        }
    }

    /// <summary>Takes a reference from the stack and traps if it is null.</summary>
    private Expression PopTarget(TrapCode code) => NonNull(Pop(), code);

    /// <summary>Takes operands from the stack, of which the first is a reference that must not be null. What the others do has happened
    /// before it is checked; those that do nothing are evaluated afterwards.</summary>
    private Expression[] PopOperands(int count, TrapCode code, bool checksBeforeLast)
    {
        var first = _stack.Count - count;
        var checks = !_stack[first].IsNonNull;
        for (var index = first + 1; index < _stack.Count; index++)
        {
            if ((checks || (checksBeforeLast && index == _stack.Count - 1)) && HasEffects(_stack[index].Effects))
            {
                EvaluateNow(count);
                break;
            }
        }

        var operands = Pop(count);
        operands[0] = NonNull(operands[0], code);
        return operands;
    }

    private static bool HasEffects(Effects effects) =>
        effects.VariableWrites != 0 || (effects.State & (StateEffects.Writes | StateEffects.Traps | StateEffects.Throws)) != 0;

    private Expression NonNull(Expression reference, TrapCode code)
    {
        if (reference.IsNonNull)
        {
            return reference;
        }

        var repeatable = Repeatable(reference);
        AppendCheck(repeatable, code);
        return AgainNonNull(repeatable);
    }

    /// <summary>Another read of a variable that has just been found not to be null.</summary>
    private static Expression AgainNonNull(Expression reference) =>
        reference is VariableRead read ? new VariableRead(read.Variable) { IsNonNull = true } : reference;
}
