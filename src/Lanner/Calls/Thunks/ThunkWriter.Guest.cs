using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <content>What the host calls when it calls a function of a guest.</content>
internal sealed partial class ThunkWriter
{
    /// <summary>The field of argument 0 that holds the <see cref="GuestCall"/>; 0 if the argument is that itself.</summary>
    private int _callField;

    /// <summary>Makes the method of delegates of a type, which are bound to a <see cref="GuestCall"/>.</summary>
    internal static Thunk ForGuestDelegate(DelegateShape shape)
    {
        var writer = new ThunkWriter();
        writer.Use(shape);
        writer.EmitGuestCall(shape);
        return writer.Finish(shape.ReturnType, [typeof(GuestCall), .. shape.Parameters]);
    }

    private void EmitGuestCall(DelegateShape shape)
    {
        for (var index = 0; index < shape.Parameters.Length; index++)
        {
            if (!shape.Parameters[index].IsValueType)
            {
                EmitCall();
                _il.EmitConstant(index);
                _il.EmitLoadArgument(index + 1);
                Call(typeof(GuestCall), nameof(GuestCall.Check), typeof(object));
            }
        }

        var result = shape.ReturnType == typeof(void) ? -1 : AddLocal(shape.ReturnType);
        var exception = AddLocal(typeof(Exception));
        var end = _il.DefineLabel();
        EmitStoreCall(nameof(Store.Enter));
        var start = MarkedLabel();
        EmitCompiledCall(shape, result);
        if (result >= 0)
        {
            EmitCall();
            _il.EmitLoadLocal(result);
            Call(typeof(GuestCall), nameof(GuestCall.Receive), shape.ReturnType);
            _il.EmitStoreLocal(result);
        }

        _il.EmitBranch(ILOpCode.Leave, end);

        // The filter leaves exceptions of the host alone, which pass as if nobody had looked.
        var filter = MarkedHandler();
        _il.EmitToken(ILOpCode.Castclass, _metadata.TypeOf(typeof(Exception)));
        EmitCallField(nameof(GuestCall.Store));
        Call(typeof(GuestFaults), nameof(GuestFaults.Recognizes));
        _il.Emit(ILOpCode.Endfilter);
        var handler = MarkedHandler();
        _il.EmitToken(ILOpCode.Castclass, _metadata.TypeOf(typeof(Exception)));
        _il.EmitStoreLocal(exception);
        _il.EmitLoadLocal(exception);
        EmitCallField(nameof(GuestCall.Store));
        Call(typeof(GuestFaults), nameof(GuestFaults.Translate));
        _il.Emit(ILOpCode.Throw);
        var cleanup = MarkedLabel();
        EmitStoreCall(nameof(Store.Leave));
        _il.Emit(ILOpCode.Endfinally);
        _il.AddProtectedRegion(new ProtectedRegion(start, filter, filter, handler, cleanup, 0));
        _il.AddProtectedRegion(ProtectedRegion.Finally(start, cleanup, MarkedLabel()));
        _il.MarkLabel(end);
        if (result >= 0)
        {
            _il.EmitLoadLocal(result);
        }

        _il.Emit(ILOpCode.Ret);
    }

    private void EmitCompiledCall(DelegateShape shape, int result)
    {
        var (returnType, parameters) = CompiledSignature(shape);
        var areas = CallingConvention.ReturnAreasOf(shape.NaturalType);
        var bytes = areas.Bytes > 0 ? AddLocal(ReturnAreas.OfBytes(areas.Bytes).Type) : -1;
        var references = areas.References > 0 ? AddLocal(ReturnAreas.OfReferences(areas.References).Type) : -1;
        EmitFunctionField(nameof(Function.State));
        LoadArguments(shape.Parameters.Length);
        if (bytes >= 0)
        {
            _il.EmitLoadLocalAddress(bytes);
            _il.Emit(ILOpCode.Conv_u);
        }

        if (references >= 0)
        {
            _il.EmitLoadLocalAddress(references);
        }

        EmitFunctionField(nameof(Function.Code));
        _il.EmitCall(ILOpCode.Calli, _metadata.CallSite(returnType, parameters));
        if (CallingConvention.ReturnsThroughMemory(shape.NaturalType))
        {
            EmitAreasToTuple(shape, result, bytes, references);
        }
        else if (result >= 0)
        {
            _il.EmitStoreLocal(result);
        }
    }

    private void EmitAreasToTuple(DelegateShape shape, int tuple, int bytes, int references)
    {
        var items = new TupleItems(this, shape.ReturnType, tuple);
        var place = default(ReturnAreaSizes);
        foreach (var result in shape.NaturalType.ResultArray)
        {
            var item = items.LoadNextAddress();
            _il.EmitLoadLocalAddress(result.IsReference ? references : bytes);
            EmitAdvance(result.IsReference ? place.References * nint.Size : place.Bytes);
            _il.EmitToken(ILOpCode.Ldobj, _metadata.TypeOf(item));
            _il.EmitToken(ILOpCode.Stobj, _metadata.TypeOf(item));
            place = place.After(result);
        }
    }

    /// <summary>Makes the code that calls functions of a type with rows of values, as a <see cref="TrampolineBody"/>.</summary>
    internal static Thunk ForValues(FunctionType type)
    {
        var writer = new ThunkWriter();
        writer.EmitCallWithValues(type);
        return writer.Finish(typeof(void), TrampolineParameters);
    }

    private static Type[] TrampolineParameters => Array.ConvertAll(
        typeof(TrampolineBody).GetMethod("Invoke")!.GetParameters(), static parameter => parameter.ParameterType);

    private void EmitCallWithValues(FunctionType type)
    {
        const int code = 0, state = 1, arguments = 2, results = 3, bytes = 4, references = 5;
        _il.EmitLoadArgument(state);
        for (var index = 0; index < type.ParameterArray.Length; index++)
        {
            EmitValueAddress(arguments, index);
            Call(EmittedValues.Reader(type.ParameterArray[index].Kind));
        }

        var areas = CallingConvention.ReturnAreasOf(type);
        if (areas.Bytes > 0)
        {
            _il.EmitLoadArgument(bytes);
        }

        if (areas.References > 0)
        {
            _il.EmitLoadArgument(references);
        }

        _il.EmitLoadArgument(code);
        _il.EmitCall(ILOpCode.Calli, _metadata.CallSite(type));
        if (!CallingConvention.ReturnsThroughMemory(type) && type.ResultArray.Length > 0)
        {
            EmitReturnedValues(type, results);
        }

        _il.Emit(ILOpCode.Ret);
    }

    private void EmitReturnedValues(FunctionType type, int results)
    {
        var types = type.ResultArray;
        var returned = AddLocal(CallingConvention.ReturnTypeOf(type));
        _il.EmitStoreLocal(returned);
        for (var index = 0; index < types.Length; index++)
        {
            EmitValueAddress(results, index);
            if (types.Length == 1)
            {
                _il.EmitLoadLocal(returned);
            }
            else
            {
                _il.EmitLoadLocalAddress(returned);
                _il.EmitToken(ILOpCode.Ldfld, _metadata.TupleField(types, index));
            }

            Call(EmittedValues.Writer(types[index].Kind));
        }
    }

    /// <summary>Emits what loads the address of a value in the row that an argument points to.</summary>
    private void EmitValueAddress(int argument, int index)
    {
        _il.EmitLoadArgument(argument);
        EmitAdvance(index * System.Runtime.CompilerServices.Unsafe.SizeOf<Value>());
    }

    private Label MarkedLabel()
    {
        var label = _il.DefineLabel();
        _il.MarkLabel(label);
        return label;
    }

    private Label MarkedHandler()
    {
        var label = _il.DefineLabel();
        _il.MarkHandler(label);
        return label;
    }

    private void EmitStoreCall(string name)
    {
        EmitCallField(nameof(GuestCall.Store));
        Call(typeof(Store), name);
    }

    private void EmitFunctionField(string name)
    {
        EmitCallField(nameof(GuestCall.Function));
        LoadField(typeof(Function), name);
    }

    /// <summary>Loads the <see cref="GuestCall"/>.</summary>
    private void EmitCall()
    {
        _il.EmitLoadArgument(0);
        if (_callField != 0)
        {
            _il.EmitToken(ILOpCode.Ldfld, _callField);
        }
    }

    private void EmitCallField(string name)
    {
        EmitCall();
        LoadField(typeof(GuestCall), name);
    }
}
