using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Vector instructions. A value is pushed in the lanes that its user needs; where its instruction gives others, it is seen as
/// those, which costs nothing in machine code but takes up CIL.</summary>
internal sealed partial class FunctionEmitter
{
    private VectorHardware Hardware => _layout.Options.Hardware;

    /// <summary>Pushes a vector in the wanted lanes.</summary>
    private void EmitLanes(Expression expression, LaneType wanted)
    {
        switch (expression)
        {
            case VectorLiteral literal:
                EmitVectorLiteral(literal.Value, wanted);
                break;
            case VariableRead read:
                var lanes = LanesOf(read.Variable);
                Load(read.Variable);
                EmitView(lanes, wanted);
                break;
            case VariableTee tee:
                EmitLanes(tee.Value, LanesOf(tee.Variable));
                StoreLanes(tee.Variable);
                Load(tee.Variable);
                EmitView(LanesOf(tee.Variable), wanted);
                break;
            case MemoryLoad load:
                EmitVectorLoad(load, wanted);
                break;
            case NumericOperation operation:
                EmitVectorOperation(operation, wanted);
                break;
            case Opaque opaque:
                EmitOpaque(opaque.Value, wanted);
                break;
            default:
                Emit(expression);
                EmitView(LaneType.U8, wanted);
                break;
        }
    }

    /// <summary>The lanes in which a variable is kept. Parameters have the type that signatures have.</summary>
    private LaneType LanesOf(Variable variable) =>
        _state[variable].IsArgument || variable.Kind == VariableKind.Parameter ? LaneType.U8 : variable.Lanes ?? LaneType.U8;

    private void EmitView(LaneType from, LaneType to)
    {
        if (from != to)
        {
            Call(VectorMethods.View(from, to));
        }
    }

    private void EmitVectorLiteral(Vector128<byte> value, LaneType wanted)
    {
        if (value == Vector128<byte>.Zero)
        {
            Call(VectorMethods.Zero(wanted));
        }
        else if (value == Vector128<byte>.AllBitsSet)
        {
            Call(VectorMethods.AllBitsSet(wanted));
        }
        else if (HasSignallingLane(value))
        {
            EmitCreate(value);
            EmitView(LaneType.I64, wanted);
            EmitHidden(OperandType.V128, wanted);
        }
        else
        {
            EmitCreate(value);
            EmitView(LaneType.I64, wanted);
        }
    }

    /// <summary>As integers, since NaNs of the other types would not all survive. The JIT makes one constant of it.</summary>
    private void EmitCreate(Vector128<byte> value)
    {
        _il.EmitConstant(value.AsInt64()[0]);
        _il.EmitConstant(value.AsInt64()[1]);
        Call(VectorMethods.Create);
    }

    /// <summary>Tests whether a lane of either width is a signalling NaN, which the JIT makes quiet when it takes the lane out of a
    /// constant, and does not when it computes with the constant (<see cref="JitQuirks.ConstantThroughDouble"/>,
    /// <see cref="JitQuirks.ArithmeticIdentity"/>).</summary>
    private static bool HasSignallingLane(Vector128<byte> value)
    {
        var singles = value.AsUInt32() & Vector128.Create(0x7FFF_FFFFu);
        var doubles = value.AsUInt64() & Vector128.Create(0x7FFF_FFFF_FFFF_FFFFul);
        var singleNaNs = Vector128.GreaterThan(singles, Vector128.Create(0x7F80_0000u))
            & Vector128.LessThan(singles, Vector128.Create(0x7FC0_0000u));
        var doubleNaNs = Vector128.GreaterThan(doubles, Vector128.Create(0x7FF0_0000_0000_0000ul))
            & Vector128.LessThan(doubles, Vector128.Create(0x7FF8_0000_0000_0000ul));
        return singleNaNs != Vector128<uint>.Zero || doubleNaNs != Vector128<ulong>.Zero;
    }

    /// <summary>A vector instruction, whose result may be a scalar.</summary>
    private void EmitVectorOperation(NumericOperation operation, LaneType wanted)
    {
        switch (operation.Opcode)
        {
            case Opcode.F32x4ExtractLane
                when operation.First is not (MemoryLoad or NumericOperation { Opcode: >= Opcode.F32x4Abs and <= Opcode.F32x4Pmax }):
                EmitSingleLane(operation);
                return;
            case >= Opcode.I8x16ExtractLaneS and <= Opcode.F64x2ReplaceLane:
                EmitLane(operation, wanted);
                return;
            case >= Opcode.I8x16Splat and <= Opcode.F64x2Splat
                when operation.First is MemoryLoad load && EmitSplatOfMemory(operation.Opcode, load, wanted):
                return;
        }

        var recipe = operation.Opcode == Opcode.I8x16Shuffle
            ? ShuffleRecipes.Make(operation.Shuffle.ToVector(), IsSameVariable(operation.First, operation.Second!), Hardware)
            : VectorRecipes.Get(operation.Opcode, wanted, Hardware);
        EmitOperands(operation, recipe);
        EmitSteps(recipe.Steps);
        if (recipe.Result is { } result)
        {
            EmitView(result, wanted);
        }
    }

    private static bool IsSameVariable(Expression left, Expression right) =>
        left is VariableRead { Variable: var first } && right is VariableRead { Variable: var second } && first == second;

    private void EmitOperands(NumericOperation operation, VectorRecipe recipe)
    {
        var (first, second, third) = (operation.First, operation.Second, operation.Third);
        switch (recipe.Order)
        {
            case OperandOrder.OnlyFirst:
                EmitOperand(first, recipe.First);
                EmitUnused(second!);
                break;
            case OperandOrder.OnlySecond:
                EmitUnused(first);
                EmitOperand(second!, recipe.First);
                break;
            case OperandOrder.Swapped:
                EmitReordered(first, recipe.Others, second!, recipe);
                break;
            case OperandOrder.LastFirst:
                EmitLastFirst(operation, recipe);
                break;
            default:
                EmitOperand(first, recipe.First);
                EmitSteps(recipe.AfterFirst);
                if (second is not null)
                {
                    EmitOperand(second, recipe.Others);
                }

                if (third is not null)
                {
                    EmitOperand(third, recipe.Others);
                }

                break;
        }
    }

    private void EmitOperand(Expression operand, LaneType lanes)
    {
        if (operand.Type == OperandType.V128)
        {
            EmitLanes(operand, lanes);
        }
        else
        {
            Emit(operand);
        }
    }

    /// <summary>Evaluates what has a use only for its effects.</summary>
    private void EmitUnused(Expression operand)
    {
        if (operand.Effects.State != StateEffects.None || operand.Effects.VariableWrites != 0)
        {
            Emit(operand);
            _il.Emit(ILOpCode.Pop);
        }
    }

    /// <summary>Pushes the second operand before the first. Where it must not be evaluated before the first, that one is kept
    /// aside.</summary>
    private void EmitReordered(Expression first, LaneType firstLanes, Expression second, VectorRecipe recipe)
    {
        if (!first.Effects.ConflictsWith(second.Effects))
        {
            EmitOperand(second, recipe.First);
            EmitSteps(recipe.AfterFirst);
            EmitOperand(first, firstLanes);
            return;
        }

        var aside = AllocateSlot(OperandType.V128, firstLanes);
        EmitOperand(first, firstLanes);
        _il.EmitStoreLocal(aside);
        EmitOperand(second, recipe.First);
        EmitSteps(recipe.AfterFirst);
        _il.EmitLoadLocal(aside);
        ReleaseSlot(OperandType.V128, aside, firstLanes);
    }

    private void EmitLastFirst(NumericOperation operation, VectorRecipe recipe)
    {
        var (first, second, third) = (operation.First, operation.Second!, operation.Third!);
        if (!(first.Effects | second.Effects).ConflictsWith(third.Effects))
        {
            EmitOperand(third, recipe.First);
            EmitOperand(first, recipe.Others);
            EmitOperand(second, recipe.Others);
            return;
        }

        var firstTemporary = AllocateSlot(OperandType.V128, recipe.Others);
        EmitOperand(first, recipe.Others);
        _il.EmitStoreLocal(firstTemporary);
        var secondTemporary = AllocateSlot(OperandType.V128, recipe.Others);
        EmitOperand(second, recipe.Others);
        _il.EmitStoreLocal(secondTemporary);
        EmitOperand(third, recipe.First);
        _il.EmitLoadLocal(firstTemporary);
        _il.EmitLoadLocal(secondTemporary);
        ReleaseSlot(OperandType.V128, firstTemporary, recipe.Others);
        ReleaseSlot(OperandType.V128, secondTemporary, recipe.Others);
    }

    private void EmitSteps(VectorStep[] steps)
    {
        foreach (var step in steps)
        {
            if (step.Method is { } method)
            {
                Call(method);
            }
            else if (step.OpCode == ILOpCode.Ldc_i8)
            {
                EmitVectorLiteral(step.Constant, step.Lanes);
            }
            else if (step.OpCode == ILOpCode.Ldc_i4)
            {
                _il.EmitConstant(step.Immediate);
            }
            else
            {
                _il.Emit(step.OpCode);
            }
        }
    }

    /// <summary>The instructions on one lane, whose number stands between the operands.</summary>
    private void EmitLane(NumericOperation operation, LaneType wanted)
    {
        var mnemonic = OpcodeTable.Get(operation.Opcode).Mnemonic;
        var lanes = LaneTypes.OfShape(mnemonic.AsSpan(0, mnemonic.IndexOf('.', StringComparison.Ordinal)));
        if (operation.Opcode is Opcode.I8x16ExtractLaneU or Opcode.I16x8ExtractLaneU)
        {
            lanes = lanes.Unsigned();
        }

        EmitLanes(operation.First, lanes);
        _il.EmitConstant(operation.Lane);
        if (operation.Second is { } value)
        {
            Emit(value);
            Call(VectorMethods.WithElement(lanes));
            EmitView(lanes, wanted);
        }
        else
        {
            Call(VectorMethods.GetElement(lanes));
        }
    }

}
