using System.Runtime.Intrinsics;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Expressions: each leaves its value on the evaluation stack.</summary>
internal sealed partial class FunctionEmitter
{
    private void Emit(Expression expression)
    {
        if (expression is { Type: OperandType.V128 }
            and (VectorLiteral or VariableRead or VariableTee or MemoryLoad or NumericOperation or Opaque))
        {
            EmitLanes(expression, LaneType.U8);
            return;
        }

        switch (expression)
        {
            case Literal literal:
                EmitLiteral(literal);
                break;
            case NullLiteral:
                _il.Emit(ILOpCode.Ldnull);
                break;
            case VariableRead read:
                Load(read.Variable);
                break;
            case VariableTee tee:
                Emit(tee.Value);
                Store(tee.Variable);
                Load(tee.Variable);
                break;
            case NumericOperation operation:
                EmitNumeric(operation);
                break;
            case Opaque opaque:
                EmitOpaque(opaque.Value, LaneType.U8);
                break;
            case MemoryLoad load:
                EmitLoad(load);
                break;
            case MemoryBase memory:
                _il.EmitLoadLocal(_memoryBases[memory.MemoryIndex]);
                break;
            case MemorySize size:
                EmitMemorySize(size);
                break;
            case LocationAddress address:
                EmitLocation(address.Location);
                break;
            case StateRead:
                _il.EmitLoadArgument(0);
                break;
            case StateObject state:
                EmitStateObject(state.Kind, state.Index);
                break;
            case GlobalRead read:
                EmitGlobalRead(read);
                break;
            case Select select:
                EmitSelect(select);
                break;
            case RuntimeCall call:
                foreach (var argument in call.Arguments)
                {
                    Emit(argument);
                }

                MarkOffset(call.Offset);
                Call(call.Method);
                if (call.TakesFuel)
                {
                    EmitReloadFuel();
                }

                break;
            case FieldRead read:
                Emit(read.Target);
                if (read.IsVolatile)
                {
                    _il.Emit(ILOpCode.Volatile);
                }

                _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(read.Field));
                break;
            case ArrayLength length:
                Emit(length.Array);
                _il.Emit(ILOpCode.Ldlen);
                _il.Emit(ILOpCode.Conv_i4);
                break;
            case ArrayBound bound:
                EmitArrayBound(bound);
                break;
            case ElementRead element:
                EmitTableElement(element);
                break;
            case ReferenceEquality equality:
                Emit(equality.Left);
                Emit(equality.Right);
                _il.Emit(ILOpCode.Ceq);
                break;
            case NewException exception:
                EmitNewException(exception);
                break;
            case NewStructure structure:
                EmitNewStructure(structure);
                break;
            case StructureFieldRead read:
                EmitFieldRead(read);
                break;
            case NewArray array:
                EmitNewArray(array);
                break;
            case NewFixedArray array:
                EmitNewFixedArray(array);
                break;
            case ArrayElementRead read:
                EmitElementRead(read);
                break;
            case TypeTest test:
                EmitTypeTest(test);
                break;
            case Call call:
                EmitCall(call, isTail: false);
                break;
            default:
                throw new InvalidOperationException($"No emission for {expression.GetType().Name}.");
        }
    }

    private void EmitLiteral(Literal literal)
    {
        switch (literal.Type)
        {
            case OperandType.I32:
                _il.EmitConstant((int)literal.Bits);
                break;
            case OperandType.I64:
                _il.EmitConstant(literal.Bits);
                break;
            case OperandType.F32:
                EmitSingle((int)literal.Bits);
                break;
            default:
                EmitDouble(literal.Bits);
                break;
        }
    }

    private void EmitTableElement(ElementRead element)
    {
        EmitElementAddress(element.Array, element.Index, typeof(object));
        _il.Emit(ILOpCode.Ldind_ref);
    }

    /// <summary>Loads something that the state points to.</summary>
    private void EmitStateObject(StateObjectKind kind, int index)
    {
        _il.EmitLoadArgument(0);
        if (ModuleLayout.HasField(index))
        {
            _il.EmitToken(
                ILOpCode.Ldfld, kind == StateObjectKind.Global ? _assembly.GlobalField(index) : _assembly.StateObjectField(kind, index));
            return;
        }

        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(kind switch
        {
            StateObjectKind.Table => RuntimeMembers.Tables,
            StateObjectKind.Memory => RuntimeMembers.Memories,
            StateObjectKind.Global => RuntimeMembers.Globals,
            StateObjectKind.Tag => RuntimeMembers.Tags,
            StateObjectKind.ImportedFunction => RuntimeMembers.Functions,
            _ => RuntimeMembers.Types,
        }));
        _il.EmitConstant(index);
        _il.Emit(ILOpCode.Ldelem_ref);
    }

    private void EmitGlobalRead(GlobalRead read)
    {
        if (!_layout.IsGlobalShared(read.Index))
        {
            _il.EmitLoadArgument(0);
            _il.EmitToken(ILOpCode.Ldfld, _assembly.GlobalField(read.Index));
            return;
        }

        EmitStateObject(StateObjectKind.Global, read.Index);
        if (read.Type == OperandType.Reference)
        {
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.GlobalReference));
        }
        else
        {
            _il.EmitToken(ILOpCode.Ldflda, _metadata.FieldOf(RuntimeMembers.GlobalBits));
            EmitLoadIndirect(read.Type);
        }
    }

    private void EmitLoadIndirect(OperandType type)
    {
        switch (type)
        {
            case OperandType.I32:
                _il.Emit(ILOpCode.Ldind_i4);
                break;
            case OperandType.I64:
                _il.Emit(ILOpCode.Ldind_i8);
                break;
            case OperandType.F32:
                _il.Emit(ILOpCode.Ldind_r4);
                break;
            case OperandType.F64:
                _il.Emit(ILOpCode.Ldind_r8);
                break;
            default:
                _il.EmitToken(ILOpCode.Ldobj, VectorToken);
                break;
        }
    }

    private void EmitStoreIndirect(OperandType type)
    {
        switch (type)
        {
            case OperandType.I32:
                _il.Emit(ILOpCode.Stind_i4);
                break;
            case OperandType.I64:
                _il.Emit(ILOpCode.Stind_i8);
                break;
            case OperandType.F32:
                _il.Emit(ILOpCode.Stind_r4);
                break;
            case OperandType.F64:
                _il.Emit(ILOpCode.Stind_r8);
                break;
            default:
                _il.EmitToken(ILOpCode.Stobj, VectorToken);
                break;
        }
    }

    private int VectorToken => _metadata.TypeOf(typeof(Vector128<byte>));

    private void EmitCall(Call call, bool isTail)
    {
        CountCall(call);
        var kept = call.IsComputedAhead is { } isAhead ? EmitKeptArguments(call.Arguments, isAhead) : null;
        if (call.Target is { } target)
        {
            Load(target);
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.FunctionState));
        }
        else
        {
            _il.EmitLoadArgument(0);
        }

        for (var index = 0; index < call.Arguments.Length; index++)
        {
            if (kept?[index] is { } slot)
            {
                EmitLoadHidden(slot, call.Arguments[index].Type, LaneType.U8);
            }
            else
            {
                Emit(call.Arguments[index]);
            }
        }

        EmitReturnAreaArguments(call.FunctionType, isTail);
        MarkCall(call.Offset);
        if (call.Target is not null)
        {
            Load(call.Target);
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.FunctionCode));
        }

        if (isTail)
        {
            _il.Emit(ILOpCode.Tail);
        }

        if (call.Target is not null)
        {
            _il.EmitCall(ILOpCode.Calli, _metadata.CallSite(call.FunctionType));
        }
        else
        {
            _il.EmitCall(ILOpCode.Call, _assembly.FunctionReference(call.FunctionIndex));
        }

        if (!isTail)
        {
            EmitReloadFuel();
        }
    }

    /// <summary>Pushes the addresses of the return areas for a call. A callee in tail position returns to this function's caller, and so
    /// writes into the areas of that one.</summary>
    private void EmitReturnAreaArguments(FunctionType type, bool isTail)
    {
        var areas = CallingConvention.ReturnAreasOf(type);
        if (!isTail)
        {
            EmitLoadReturnAreas(areas);
            return;
        }

        for (var index = 0; index < areas.Count; index++)
        {
            _il.EmitLoadArgument(CallingConvention.BytesParameter(_tree.Type) + index);
        }
    }
}
