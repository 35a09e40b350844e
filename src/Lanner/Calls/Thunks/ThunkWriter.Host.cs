using System.Diagnostics.CodeAnalysis;
using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <content>What compiled code calls when it calls a function of the host.</content>
internal sealed partial class ThunkWriter
{
    /// <summary>Makes the code that calls delegates of a type. The first argument is the state of the host function, which knows the
    /// delegate.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Invoke of a delegate is never trimmed.")]
    internal static Thunk ForHostDelegate(DelegateShape shape)
    {
        var writer = new ThunkWriter();
        writer.Use(shape);
        writer.EmitHostCall(
            shape,
            () => writer.Call(typeof(HostCalls), nameof(HostCalls.Callback), shape.DelegateType!),
            writer.Metadata.MethodOf(shape.DelegateType!.GetMethod("Invoke")!));
        var (returnType, parameters) = CompiledSignature(shape);
        return writer.Finish(returnType, parameters);
    }

    /// <summary>Emits the call of a function of the host.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="emitTarget">Emits what makes the object with the method of the state of the host function.</param>
    /// <param name="method">The method.</param>
    private void EmitHostCall(DelegateShape shape, Action emitTarget, MethodReference method)
    {
        if (shape.ReturnType != typeof(void))
        {
            Il.EmitLoadArgument(0);
        }

        Il.EmitLoadArgument(0);
        emitTarget();
        if (shape.HasCaller)
        {
            Il.EmitLoadArgument(0);
            Call(typeof(HostCalls), nameof(HostCalls.Caller));
        }

        for (var index = 0; index < shape.Parameters.Length; index++)
        {
            EmitHandedOut(index + 1, shape.Parameters[index]);
        }

        Il.EmitCall(ILOpCode.Callvirt, method);
        if (shape.ReturnType != typeof(void))
        {
            Call(typeof(HostCalls), nameof(HostCalls.Check), shape.ReturnType);
        }

        if (CallingConvention.ReturnsThroughMemory(shape.NaturalType))
        {
            EmitTupleToAreas(shape);
        }

        Il.Emit(ILOpCode.Ret);
    }

    /// <summary>Makes the code that calls <see cref="HostCallback"/>s: it gathers the arguments in an array, with room for the
    /// results.</summary>
    internal static Thunk ForHostCallback(FunctionType type)
    {
        var writer = new ThunkWriter();
        writer.EmitCallback(type);
        return writer.Finish(
            CallingConvention.ReturnTypeOf(type),
            CallingConvention.ParametersOf(type, typeof(InstanceState)));
    }

    private void EmitCallback(FunctionType type)
    {
        var parameters = type.ParameterArray;
        var results = type.ResultArray;
        var values = AddLocal(typeof(Value[]));
        Il.EmitConstant(parameters.Length + results.Length);
        Il.EmitToken(ILOpCode.Newarr, Metadata.TypeOf(typeof(Value)));
        Il.EmitStoreLocal(values);
        for (var index = 0; index < parameters.Length; index++)
        {
            EmitElementAddress(values, index);
            Il.EmitLoadArgument(index + 1);
            Call(EmittedValues.Writer(parameters[index].Kind));
        }

        Il.EmitLoadArgument(0);
        Il.EmitLoadLocal(values);
        Call(typeof(HostCalls), nameof(HostCalls.CallUntyped));
        if (CallingConvention.ReturnsThroughMemory(type))
        {
            Il.EmitLoadArgument(0);
            Il.EmitLoadLocal(values);
            EmitAreaArguments(type);
            Call(typeof(HostCalls), nameof(HostCalls.StoreResults));
        }
        else
        {
            for (var index = 0; index < results.Length; index++)
            {
                EmitElementAddress(values, parameters.Length + index);
                Call(EmittedValues.Reader(results[index].Kind));
            }

            if (results.Length > 1)
            {
                Il.EmitCall(ILOpCode.Newobj, Metadata.TupleConstructor(results));
            }
        }

        Il.Emit(ILOpCode.Ret);
    }

    /// <summary>Loads an argument for the host, who is noted to have got it if it is a reference.</summary>
    private void EmitHandedOut(int argument, Type type)
    {
        if (type.IsValueType)
        {
            Il.EmitLoadArgument(argument);
            return;
        }

        Il.EmitLoadArgument(0);
        Il.EmitLoadArgument(argument);
        Call(typeof(HostCalls), nameof(HostCalls.RecordEscape), type);
    }

    private void EmitElementAddress(int values, int index)
    {
        Il.EmitLoadLocal(values);
        Il.EmitConstant(index);
        Il.EmitToken(ILOpCode.Ldelema, Metadata.TypeOf(typeof(Value)));
    }

    /// <summary>Hands over both areas, null for one that there is none of.</summary>
    private void EmitAreaArguments(FunctionType type)
    {
        var areas = CallingConvention.ReturnAreasOf(type);
        if (areas.Bytes > 0)
        {
            Il.EmitLoadArgument(CallingConvention.BytesParameter(type));
        }
        else
        {
            EmitNullAddress();
        }

        if (areas.References > 0)
        {
            Il.EmitLoadArgument(CallingConvention.ReferencesParameter(type));
        }
        else
        {
            EmitNullAddress();
        }
    }

    private void EmitNullAddress()
    {
        Il.EmitConstant(0);
        Il.Emit(ILOpCode.Conv_u);
    }

    /// <summary>Writes the items of the tuple on the stack into the return areas.</summary>
    private void EmitTupleToAreas(DelegateShape shape)
    {
        var type = shape.NaturalType;
        var tuple = AddLocal(shape.ReturnType);
        Il.EmitStoreLocal(tuple);
        var items = new TupleItems(this, shape.ReturnType, tuple);
        var place = default(ReturnAreaSizes);
        foreach (var result in type.ResultArray)
        {
            var isReference = result.IsReference;
            Il.EmitLoadArgument(isReference ? CallingConvention.ReferencesParameter(type) : CallingConvention.BytesParameter(type));
            EmitAdvance(isReference ? place.References * nint.Size : place.Bytes);
            var item = items.LoadNextAddress();
            Il.EmitToken(ILOpCode.Ldobj, Metadata.TypeOf(item));
            Il.EmitToken(ILOpCode.Stobj, Metadata.TypeOf(isReference ? typeof(object) : item));
            place = place.After(result);
        }
    }

    private void EmitAdvance(int offset)
    {
        if (offset != 0)
        {
            Il.EmitConstant(offset);
            Il.Emit(ILOpCode.Add);
        }
    }
}
