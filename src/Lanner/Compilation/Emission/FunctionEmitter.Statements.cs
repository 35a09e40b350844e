using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Statements: assignments, stores, checks and control.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The entries of a branch table of which the JIT makes the bits of a register.</summary>
    private const int BitsOfTable = 64;

    private void EmitStatement(Statement statement)
    {
        MarkStatement(statement.Offset);
        EmitMarkedStatement(statement);
    }

    private void EmitMarkedStatement(Statement statement)
    {
        switch (statement)
        {
            case Evaluate evaluate:
                EmitEvaluate(evaluate);
                break;
            case Assign { Variable.Type: OperandType.V128 } assign:
                EmitLanes(assign.Value, LanesOf(assign.Variable));
                StoreLanes(assign.Variable);
                break;
            case Assign assign:
                Emit(assign.Value);
                Store(assign.Variable);
                break;
            case AssignResults assign:
                EmitAssignResults(assign);
                break;
            case MemoryStore { Opcode: Opcode.V128Store } store:
                EmitVectorStore(store);
                break;
            case MemoryStore store:
                EmitStore(store);
                break;
            case GlobalWrite write:
                EmitGlobalWrite(write);
                break;
            case BoundsCheck check:
                EmitBoundsCheck(check);
                break;
            case Check check:
                EmitCheck(check);
                break;
            case Trap trap:
                EmitTrap(trap.Code);
                EmitDeadEnd();
                break;
            case TargetLabel mark:
                if (_state[mark.Target].IsUsed)
                {
                    _il.MarkLabel(LabelOf(mark.Target));
                }

                break;
            case LoopStart start:
                _il.MarkLabel(LabelOf(start.Target));
                break;
            case Poll:
                EmitPoll();
                break;
            case FuelCharge charge:
                EmitFuelCharge(charge);
                break;
            case LoopEnd end:
                EmitLoopEnd(end);
                break;
            case Branch branch:
                _il.EmitBranch(NeedsLeave(branch.Target) ? ILOpCode.Leave : ILOpCode.Br, LabelOf(branch.Target));
                break;
            case BranchIf branch when NeedsLeave(branch.Target):
                EmitLeaveIf(branch);
                break;
            case BranchIf branch:
                EmitBranchIf(branch.Condition, LabelOf(branch.Target), !branch.Negated);
                break;
            case BranchTable table:
                EmitBranchTable(table);
                break;
            case StructureFieldWrite write:
                EmitFieldWrite(write);
                break;
            case ArrayElementWrite write:
                EmitElementWrite(write);
                break;
            case TryStart start:
                EmitTryStart(start.Block);
                break;
            case TryEnd end:
                EmitTryEnd(end.Block);
                break;
            case Throw thrown:
                EmitThrow(thrown);
                break;
            case Return result:
                EmitReturn(result);
                break;
            case CallOutlined call:
                EmitCallOutlined(call, (_next as TargetLabel)?.Target);
                break;
            case ExitOutlined exit:
                EmitExitOutlined(exit);
                break;
            case TailCall tail:
                EmitCall(tail.Call, isTail: true);
                _il.Emit(ILOpCode.Ret);
                break;
            default:
                throw new InvalidOperationException($"No emission for {statement.GetType().Name}.");
        }
    }

    private Label LabelOf(Target target)
    {
        ref var state = ref _state[target];
        if (state.Label < 0)
        {
            state.Label = _il.DefineLabel().Index;
        }

        return new Label(state.Label);
    }

    private void EmitEvaluate(Evaluate evaluate)
    {
        Emit(evaluate.Value);
        if (evaluate is { IsVoid: false, Value: MemoryLoad })
        {
            // Of a load whose value is unused the JIT keeps a test of the first byte, which may lie in the memory when the last one does
            // not (JitQuirks.DroppedLoad).
            Call(RuntimeMembers.KeepLoaded(ClrTypes.Of(evaluate.Value.Type)));
        }
        else if (!evaluate.IsVoid)
        {
            _il.Emit(ILOpCode.Pop);
        }
    }

    /// <summary>Code that cannot be reached, but that the JIT has to find well-formed: a trap does not return.</summary>
    private void EmitDeadEnd()
    {
        _il.Emit(ILOpCode.Ldnull);
        _il.Emit(ILOpCode.Throw);
    }

    private void EmitTrap(TrapCode code)
    {
        _il.EmitConstant((int)code);
        Call(RuntimeMembers.ThrowTrap);
    }

    private void EmitCheck(Check check)
    {
        var passed = _il.DefineLabel();
        EmitBranchIf(check.Condition, passed, sense: true);
        EmitTrap(check.Code);
        _il.MarkLabel(passed);
    }

    private void EmitLoopEnd(LoopEnd end)
    {
        foreach (var variable in end.Target.Variables)
        {
            ref var state = ref _state[variable];
            if (state is { Slot: >= 0, IsArgument: false } && !variable.IsSlotFixed && _tree.OutlinedFunction is null)
            {
                Release(variable, ref state);
            }
        }
    }

    private void EmitBranchIf(Expression condition, Label label, bool sense)
    {
        switch (condition)
        {
            case Literal literal:
                if (literal.Bits != 0 == sense)
                {
                    _il.EmitBranch(ILOpCode.Br, label);
                }

                break;
            case NumericOperation { Opcode: Opcode.I32Eqz, First: var operand }:
                EmitBranchIf(operand, label, !sense);
                break;
            case NumericOperation { Opcode: Opcode.I64Eqz, First: var operand }:
                Emit(operand);
                _il.EmitBranch(sense ? ILOpCode.Brfalse : ILOpCode.Brtrue, label);
                break;
            case NumericOperation operation when NumericRecipes.Branch(operation.Opcode) is { } branch:
                EmitOperands(operation);
                _il.EmitBranch(sense ? branch.WhenTrue : branch.WhenFalse, label);
                break;
            case TypeTest test when TestedClass(test.HeapType) is { } tested:
                EmitBranchIf(test, tested, label, sense);
                break;
            case ReferenceEquality { Right: NullLiteral } equality:
                Emit(equality.Left);
                _il.EmitBranch(sense ? ILOpCode.Brfalse : ILOpCode.Brtrue, label);
                break;
            case ReferenceEquality equality:
                Emit(equality.Left);
                Emit(equality.Right);
                _il.EmitBranch(sense ? ILOpCode.Beq : ILOpCode.Bne_un, label);
                break;
            default:
                Emit(condition);
                _il.EmitBranch(sense ? ILOpCode.Brtrue : ILOpCode.Brfalse, label);
                break;
        }
    }

    private void EmitBranchTable(BranchTable table)
    {
        Emit(table.Index);
        if (table.Targets.Length > 1)
        {
            // With the default target once more as the last entry it is no table of bits (JitQuirks.TableOfBits).
            var entries = table.Targets.Length - 1;
            var labels = new Label[entries == BitsOfTable ? entries + 1 : entries];
            for (var index = 0; index < labels.Length; index++)
            {
                labels[index] = ReachableLabelOf(table.Targets[index]);
            }

            _il.EmitSwitch(labels);
        }
        else
        {
            _il.Emit(ILOpCode.Pop);
        }

        _il.EmitBranch(NeedsLeave(table.Targets[^1]) ? ILOpCode.Leave : ILOpCode.Br, LabelOf(table.Targets[^1]));
        EmitLeaveStubs();
    }

    private void EmitReturn(Return result)
    {
        if (CallingConvention.ReturnsThroughMemory(_tree.Type))
        {
            EmitStoreResults(result);
        }
        else
        {
            foreach (var value in result.Values)
            {
                Emit(value);
            }

            if (result.Values.Length > 1)
            {
                _il.EmitCall(ILOpCode.Newobj, _metadata.TupleConstructor(_tree.Type.ResultArray));
                _temporaryBytes += 16 * result.Values.Length;
            }
        }

        _il.Emit(ILOpCode.Ret);
    }

    /// <summary>Writes the results into the return areas of the caller, each as soon as it is evaluated: they are not read before the
    /// function has returned.</summary>
    private void EmitStoreResults(Return result)
    {
        var type = _tree.Type;
        var place = default(ReturnAreaSizes);
        for (var index = 0; index < result.Values.Length; index++)
        {
            var value = result.Values[index];
            if (value.Type == OperandType.Reference)
            {
                _il.EmitLoadArgument(CallingConvention.ReferencesParameter(type));
                EmitAdvance(place.References * nint.Size);
                Emit(value);
                _il.Emit(ILOpCode.Stind_ref);
            }
            else
            {
                _il.EmitLoadArgument(CallingConvention.BytesParameter(type));
                EmitAdvance(place.Bytes);
                Emit(value);
                EmitStoreIndirect(value.Type);
            }

            place = place.After(type.ResultArray[index]);
        }
    }

    private void EmitAssignResults(AssignResults assign)
    {
        EmitCall(assign.Call, isTail: false);
        var results = assign.Call.FunctionType.ResultArray;
        if (CallingConvention.ReturnsThroughMemory(assign.Call.FunctionType))
        {
            EmitLoadResults(assign.Variables);
            return;
        }

        if (!_tuples.TryGetValue(results, out var tuple))
        {
            _slots.Add(new LocalSlot(OperandType.Reference, results));
            tuple = _slots.Count - 1;
            _tuples.Add(results, tuple);
        }

        _il.EmitStoreLocal(tuple);
        for (var index = 0; index < results.Length; index++)
        {
            _il.EmitLoadLocalAddress(tuple);
            _il.EmitToken(ILOpCode.Ldfld, _metadata.TupleField(results, index));
            Store(assign.Variables[index]);
        }
    }

    private void EmitGlobalWrite(GlobalWrite write)
    {
        if (!_layout.IsGlobalShared(write.Index))
        {
            _il.EmitLoadArgument(0);
            Emit(write.Value);
            _il.EmitToken(ILOpCode.Stfld, _assembly.GlobalField(write.Index));
            return;
        }

        EmitStateObject(StateObjectKind.Global, write.Index);
        if (write.Value.Type == OperandType.Reference)
        {
            Emit(write.Value);
            _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(RuntimeMembers.GlobalReference));
            return;
        }

        _il.EmitToken(ILOpCode.Ldflda, _metadata.FieldOf(RuntimeMembers.GlobalBits));
        Emit(write.Value);
        EmitStoreIndirect(write.Value.Type);
    }
}
