using Lanner.Compilation.Aggregates;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Runtime;

namespace Lanner.Compilation.Emission;

/// <summary>Structures, arrays and casts. A reference lies on the evaluation stack as an object; validation has settled its class, so that
/// nothing casts it before its fields are used, which the CLR does not ask for either.</summary>
internal sealed partial class FunctionEmitter
{
    private void EmitNewStructure(NewStructure structure)
    {
        var type = _assembly.ClassOf(structure.StructType);
        if (structure.Values is not { } values)
        {
            _il.EmitCall(ILOpCode.Newobj, _metadata.MethodOf(type.DefaultConstructor));
        }
        else if (type.Constructor is { } constructor)
        {
            foreach (var value in values)
            {
                CountOperand(value);
                Emit(value);
            }

            _il.EmitCall(ILOpCode.Newobj, _metadata.MethodOf(constructor));
        }
        else
        {
            EmitLargeStructure(type, values);
        }

        EmitCharge(type.Size, RuntimeMembers.Charge);
    }

    /// <summary>A structure of more fields than a constructor should have parameters.</summary>
    private void EmitLargeStructure(AggregateClass type, Expression[] values)
    {
        var slots = new int[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            Emit(values[index]);
            slots[index] = AllocateSlot(values[index].Type);
            _il.EmitStoreLocal(slots[index]);
        }

        _il.EmitCall(ILOpCode.Newobj, _metadata.MethodOf(type.DefaultConstructor));
        for (var index = 0; index < values.Length; index++)
        {
            _il.Emit(ILOpCode.Dup);
            _il.EmitLoadLocal(slots[index]);
            _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(type.Fields[index]));
            ReleaseSlot(values[index].Type, slots[index]);
        }
    }

    /// <summary>Counts the object on the stack among what the store holds.</summary>
    private void EmitCharge(int size, System.Reflection.MethodInfo method)
    {
        _il.EmitLoadArgument(0);
        _il.EmitConstant(size);
        Call(method);
    }

    private void EmitFieldRead(StructureFieldRead read)
    {
        var field = _metadata.FieldOf(_assembly.ClassOf(read.StructType).Fields[read.Field]);
        Emit(read.Target);
        if (read.IsSigned)
        {
            _il.EmitToken(ILOpCode.Ldflda, field);
            _il.Emit(read.StructType.FieldArray[read.Field].Packed == PackedKind.I8 ? ILOpCode.Ldind_i1 : ILOpCode.Ldind_i2);
        }
        else
        {
            _il.EmitToken(ILOpCode.Ldfld, field);
        }
    }

    private void EmitFieldWrite(StructureFieldWrite write)
    {
        Emit(write.Target);
        Emit(write.Value);
        _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(_assembly.ClassOf(write.StructType).Fields[write.Field]));
    }

    private void EmitNewArray(NewArray array)
    {
        var type = _assembly.ClassOf(array.ArrayType);
        Emit(array.Length);
        _il.EmitLoadArgument(0);
        Call(type.ArrayCreator!);
    }

    private void EmitNewFixedArray(NewFixedArray array)
    {
        var type = _assembly.ClassOf(array.ArrayType);
        _il.EmitConstant(array.Values.Length);
        _il.EmitToken(ILOpCode.Newarr, TokenOf(type.Element!));
        for (var index = 0; index < array.Values.Length; index++)
        {
            _il.Emit(ILOpCode.Dup);
            EmitElementAddress(index, type.Element!);
            CountOperand(array.Values[index]);
            Emit(array.Values[index]);
            _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(type.Fields[0]));
        }

        EmitCharge(type.Size, RuntimeMembers.ChargeArray);
    }

    private void EmitElementRead(ArrayElementRead read)
    {
        var type = _assembly.ClassOf(read.ArrayType);
        EmitElementAddress(read.Array, read.Index, type.Element!);
        if (read.IsSigned)
        {
            _il.Emit(read.ArrayType.Element.Packed == PackedKind.I8 ? ILOpCode.Ldind_i1 : ILOpCode.Ldind_i2);
        }
        else
        {
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(type.Fields[0]));
        }
    }

    private void EmitElementWrite(ArrayElementWrite write)
    {
        var type = _assembly.ClassOf(write.ArrayType);
        EmitElementAddress(write.Array, write.Index, type.Element!);
        Emit(write.Value);
        _il.EmitToken(ILOpCode.Stfld, _metadata.FieldOf(type.Fields[0]));
    }

    /// <summary>The class that <c>isinst</c> is to test for, or null where a method of the runtime has to say.</summary>
    private Type? TestedClass(HeapType type) => type.Kind switch
    {
        HeapTypeKind.I31 => typeof(I31),
        HeapTypeKind.Struct => typeof(GuestStructure),
        HeapTypeKind.Defined when type.Definition is StructType || (type.Definition is ArrayType && type.Definition.IsFinal) =>
            _assembly.ClassOf(type.Definition).Type,
        _ => null,
    };

    private void EmitTypeTest(TypeTest test)
    {
        if (TestedClass(test.HeapType) is { } tested)
        {
            Emit(test.Reference);
            _il.EmitToken(ILOpCode.Isinst, TokenOf(tested));
            if (test.Again is null)
            {
                _il.Emit(ILOpCode.Ldnull);
                _il.Emit(ILOpCode.Cgt_un);
            }
            else
            {
                // What passes comes out as itself, and so does null.
                Emit(test.Again);
                _il.Emit(ILOpCode.Ceq);
            }

            return;
        }

        if (test.Again is not null)
        {
            Emit(test.Again);
            _il.Emit(ILOpCode.Ldnull);
            _il.Emit(ILOpCode.Ceq);
        }

        EmitTestByRuntime(test);
        if (test.Again is not null)
        {
            _il.Emit(ILOpCode.Or);
        }
    }

    private void EmitTestByRuntime(TypeTest test)
    {
        Emit(test.Reference);
        switch (test.HeapType.Kind)
        {
            case HeapTypeKind.Eq:
                Call(RuntimeMembers.IsEq);
                break;
            case HeapTypeKind.Array:
                Call(RuntimeMembers.IsArray);
                break;
            default:
                EmitStateObject(StateObjectKind.Type, _layout.IndexOf(test.HeapType.Definition!));
                Call(test.HeapType.Definition is FunctionType ? RuntimeMembers.IsFunctionOf : RuntimeMembers.IsArrayOf);
                break;
        }
    }

    /// <summary>Goes to a label if the test has the outcome.</summary>
    private void EmitBranchIf(TypeTest test, Type tested, Label label, bool sense)
    {
        Label? isNull = null;
        if (test.Again is not null)
        {
            Emit(test.Again);
            if (!sense)
            {
                isNull = _il.DefineLabel();
            }

            _il.EmitBranch(ILOpCode.Brfalse, isNull ?? label);
        }

        Emit(test.Reference);
        _il.EmitToken(ILOpCode.Isinst, TokenOf(tested));
        _il.EmitBranch(sense ? ILOpCode.Brtrue : ILOpCode.Brfalse, label);
        if (isNull is { } passed)
        {
            _il.MarkLabel(passed);
        }
    }

    private int TokenOf(Type type) => _metadata.TypeOf(type);
}
