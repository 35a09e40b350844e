namespace Lanner.Native;

/// <summary>A name of a function, and what it takes to call it.</summary>
internal sealed unsafe class FunctionReference(Function function, StoreState store) : Reference(function, store)
{
    private readonly Function _function = function;
    private readonly StoreState _store = store;
    private CallShape? _shape;
    private Bridge? _checked;
    private Bridge? _unchecked;

    private CallShape Shape => _shape ??= CallShape.Of(_function.Type);

    /// <summary>Calls the function with values that have their kinds.</summary>
    internal void Call(Vector* arguments, Vector* results)
    {
        var shape = Shape;
        var argumentValues = arguments is null ? null : (WasmValue*)arguments->Data;
        var resultValues = results is null ? null : (WasmValue*)results->Data;
        var argumentCount = argumentValues is null ? 0 : arguments->Size;
        var resultCount = resultValues is null ? 0 : results->Size;
        var kinds = shape.ParameterKinds;
        if (argumentCount != (nuint)kinds.Length || resultCount < (nuint)shape.ResultKinds.Length)
        {
            CallForEffect(arguments, argumentCount, resultCount);
            return;
        }

        if (!shape.IsPlainWithKinds)
        {
            CallSlowly(shape, argumentValues, resultValues);
            return;
        }

        for (var index = 0; index < kinds.Length; index++)
        {
            if (argumentValues[index].Kind != kinds[index])
            {
                throw Values.WrongKind($"Argument {index}", argumentValues[index].Kind, kinds[index]);
            }
        }

        (_checked ??= shape.CheckedBridge(_function))((byte*)argumentValues, (byte*)resultValues);
    }

    /// <summary>Reads arguments that have their kinds.</summary>
    /// <exception cref="ArgumentException">They are not of the function's type, or that has vectors.</exception>
    internal Value[] ReadArguments(Vector* arguments)
    {
        var shape = Shape;
        var count = arguments is null || arguments->Data is null ? 0 : arguments->Size;
        shape.RequireNoVectors();
        return count == (nuint)shape.Parameters.Length
            ? ReadArguments(shape, count == 0 ? null : (WasmValue*)arguments->Data)
            : throw WrongCount(count, 0);
    }

    /// <summary>Calls the function.</summary>
    internal Value[] Invoke(Value[] arguments) => _function.Invoke(arguments);

    /// <summary>Makes a vector of results, of which C owns the references.</summary>
    internal void WriteResults(Vector* output, Value[] results)
    {
        Vectors.Allocate(output, (nuint)results.Length, (nuint)sizeof(WasmValue));
        for (var index = 0; index < results.Length; index++)
        {
            Values.Write((WasmValue*)output->Data + index, results[index], Shape.Results[index], _store);
        }
    }

    /// <summary>Calls the function for a caller that wants none of its results.</summary>
    /// <exception cref="ArgumentException">The caller wants some, or gives too few or too many arguments.</exception>
    private void CallForEffect(Vector* arguments, nuint argumentCount, nuint resultCount)
    {
        if (argumentCount != (nuint)Shape.Parameters.Length || resultCount > 0)
        {
            throw WrongCount(argumentCount, resultCount);
        }

        Vector dropped;
        Vectors.Allocate(&dropped, (nuint)Shape.Results.Length, (nuint)sizeof(WasmValue));
        try
        {
            Call(arguments, &dropped);
        }
        finally
        {
            Vectors.DeleteValues(&dropped);
        }
    }

    /// <summary>Calls the function with values that have no kinds.</summary>
    internal void CallUnchecked(RawValue* values)
    {
        if (_unchecked is { } bridge)
        {
            bridge((byte*)values, (byte*)values);
            return;
        }

        var shape = Shape;
        if (values is null && (shape.Parameters.Length > 0 || shape.Results.Length > 0))
        {
            throw new ArgumentException("The pointer to the values is null; an array was expected.");
        }

        if (!shape.IsPlain)
        {
            CallSlowly(shape, values);
            return;
        }

        _unchecked = shape.UncheckedBridge(_function);
        _unchecked((byte*)values, (byte*)values);
    }

    private void CallSlowly(CallShape shape, WasmValue* arguments, WasmValue* results)
    {
        var values = ReadArguments(shape, arguments);
        if (shape.ResultKinds.Contains(ValueKind.V128))
        {
            throw new ArgumentException("The function returns a vector, which wasm_val_t cannot hold; lanner_func_call_unchecked can.");
        }

        var returned = _function.Invoke(values);
        for (var index = 0; index < returned.Length; index++)
        {
            Values.Write(results + index, returned[index], shape.Results[index], _store);
        }
    }

    private static Value[] ReadArguments(CallShape shape, WasmValue* arguments)
    {
        var values = new Value[shape.Parameters.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Values.Read(arguments + index, shape.Parameters[index], $"Argument {index}");
        }

        return values;
    }

    private void CallSlowly(CallShape shape, RawValue* values)
    {
        var arguments = new Value[shape.Parameters.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = Values.ReadRaw(values + index, shape.Parameters[index]);
        }

        var returned = _function.Invoke(arguments);
        for (var index = 0; index < returned.Length; index++)
        {
            Values.WriteRaw(values + index, returned[index], shape.Results[index], _store);
        }
    }

    private ArgumentException WrongCount(nuint arguments, nuint results) => arguments != (nuint)Shape.Parameters.Length
        ? new($"The function takes {Shape.Parameters.Length} arguments; {arguments} were given. Its type is {_function.Type}.")
        : new($"The function has {Shape.Results.Length} results; there is room for {results}. Its type is {_function.Type}.");
}
