using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Calls of every kind (specification 4.6.8, "call" and its kin).</summary>
internal sealed partial class TreeBuilder
{
    private void AddCall(in Instruction instruction)
    {
        var isTail = instruction.Opcode is Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef;
        FunctionType type;
        Variable? target = null;
        var functionIndex = -1;
        switch (instruction.Opcode)
        {
            case Opcode.Call or Opcode.ReturnCall:
                functionIndex = (int)instruction.Index;
                type = _module.Functions[functionIndex].Type;
                if (functionIndex < _module.ImportedFunctionCount)
                {
                    target = NewTemporary(OperandType.Reference);
                    AppendAssign(target, new StateObject(StateObjectKind.ImportedFunction, functionIndex));
                }

                break;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                type = (FunctionType)_module.Types[instruction.Index];
                target = ResolveIndirect((int)instruction.Index, type, (int)instruction.Index2);
                break;
            default:
                type = (FunctionType)_module.Types[instruction.Index];
                target = NewTemporary(OperandType.Reference);
                var reference = Pop();
                AppendAssign(target, reference);
                if (!reference.IsNonNull)
                {
                    AppendCheck(new VariableRead(target), TrapCode.NullFunctionReference);
                }

                break;
        }

        var arguments = Pop(type.ParameterArray.Length);
        Target? exit = null;
        if (isTail && _protection > 0)
        {
            exit = LeaveForTailCall(arguments);
        }

        var effects = Effects.OfState(StateEffects.All);
        foreach (var argument in arguments)
        {
            effects |= argument.Effects;
        }

        var results = type.ResultArray;
        var call = new Call(
            type,
            functionIndex,
            target,
            arguments,
            results.Length == 1 ? OperandTypes.Of(results[0]) : OperandType.I32,
            effects)
        {
            Offset = _offset,
            Depth = DepthOf(arguments),
            IsNonNull = results.Length == 1 && IsNeverNull(results[0]),
        };
        if (isTail)
        {
            AppendTailCall(new TailCall(call) { Offset = _offset }, effects, exit);
            BecomeUnreachable();
        }
        else
        {
            PushResults(call, results);
        }
    }

    private void PushResults(Call call, WasmValueType[] results)
    {
        switch (results.Length)
        {
            case 0:
                Append(new Evaluate(call, isVoid: true) { Offset = _offset }, call.Effects);
                break;
            case 1:
                Push(call);
                break;
            default:
                var variables = new Variable[results.Length];
                for (var index = 0; index < variables.Length; index++)
                {
                    variables[index] = NewTemporary(OperandTypes.Of(results[index]), isNonNull: IsNeverNull(results[index]));
                }

                Append(new AssignResults(call, variables) { Offset = _offset }, call.Effects);
                foreach (var variable in variables)
                {
                    Push(new VariableRead(variable));
                }

                break;
        }
    }

    /// <summary>Reads a function in a table: the index must be inside, the reference not null, and the function of the type that the call
    /// expects.</summary>
    private Variable ResolveIndirect(int typeIndex, FunctionType type, int tableIndex)
    {
        var function = NewTemporary(OperandType.Reference);
        AppendAssign(function, PopElement(tableIndex, TrapCode.UndefinedElement, out var index));

        // A null here may be a function that was never called yet. Operands that have to be evaluated before are spilled before the branch.
        var find = new RuntimeCall(
            RuntimeMembers.FindFunction,
            OperandType.Reference,
            [new StateObject(StateObjectKind.Table, tableIndex), ToI64(Again(index))],
            Effects.OfState(StateEffects.Reads | StateEffects.Traps))
        { Offset = _offset };
        var found = NewTarget();
        found.IsUsed = true;
        Append(new BranchIf(new VariableRead(function), found) { Offset = _offset }, find.Effects | Effects.Writing(function));
        _statements.Add(new Assign(function, find) { Offset = _offset });
        _statements.Add(new TargetLabel(found));
        if (_module.Tables[tableIndex].Type.Element.IsSubtypeOf(WasmValueType.Reference(new HeapType(type), isNullable: true)))
        {
            return function;
        }

        var expected = new StateObject(StateObjectKind.Type, typeIndex);
        Expression matches = type.IsFinal
            ? new ReferenceEquality(
                new FieldRead(RuntimeMembers.FunctionExactType, OperandType.Reference, new VariableRead(function), Effects.None), expected)
            : new RuntimeCall(RuntimeMembers.FunctionHasType, OperandType.I32, [new VariableRead(function), expected], Effects.None);
        AppendCheck(matches, TrapCode.IndirectCallTypeMismatch);
        return function;
    }
}
