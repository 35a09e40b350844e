using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Lanner.Platform;

namespace Lanner.Abi;

/// <summary>
/// The signature of a function type in the CLR. Everything that compiles, calls or is called by compiled code asks here:
/// <list type="bullet">
/// <item>A method is static. Its first parameter is the state of the instance, then come the parameters of the function, each by
/// value.</item>
/// <item>No result is <c>void</c>, one result is the returned value, up to <see cref="MaximumTupleResults"/> are a
/// <see cref="ValueTuple"/>.</item>
/// <item>More results go through memory of the caller, the return areas: the caller hands over the address of one for numbers and vectors
/// and, behind it, a reference to one for references, each only if there is something to put in. The method returns <c>void</c>.</item>
/// </list>
/// Every reference is an <see cref="object"/>, so that functions whose types are subtypes of each other can be called through either.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming.Delegates)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class CallingConvention
{
    /// <summary>The number of results that are returned as a tuple at most. The CLR never unloads a type made of its own types, of which
    /// four results make 1,548 and seven would make 335,916, at three to five kilobytes each; and a tuple of more than seven is one tuple
    /// inside another, for each of which the JIT takes a temporary.</summary>
    internal const int MaximumTupleResults = 4;

    /// <summary>The type of a value.</summary>
    internal static Type TypeOf(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => typeof(int),
        WasmValueKind.I64 => typeof(long),
        WasmValueKind.F32 => typeof(float),
        WasmValueKind.F64 => typeof(double),
        WasmValueKind.V128 => typeof(Vector128<byte>),
        _ => typeof(object),
    };

    /// <summary>Tests whether the results of a function go through return areas.</summary>
    internal static bool ReturnsThroughMemory(FunctionType type) => type.ResultArray.Length > MaximumTupleResults;

    /// <summary>The sizes of the return areas of a function; empty when it returns its results otherwise.</summary>
    internal static ReturnAreaSizes ReturnAreasOf(FunctionType type)
    {
        var sizes = default(ReturnAreaSizes);
        if (ReturnsThroughMemory(type))
        {
            foreach (var result in type.ResultArray)
            {
                sizes = sizes.After(result);
            }
        }

        return sizes;
    }

    /// <summary>Tests whether a method returns anything.</summary>
    internal static bool ReturnsValue(FunctionType type) => type.ResultArray.Length is > 0 and <= MaximumTupleResults;

    /// <summary>Returns the return type of a method. (A tuple is made of its definition and the types of the results, so that nobody has to
    /// load it to write a signature.)</summary>
    internal static Type ReturnTypeOf(FunctionType type)
    {
        var results = type.ResultArray;
        return !ReturnsValue(type) ? typeof(void)
            : results.Length == 1 ? TypeOf(results[0])
            : TupleDefinition(results.Length).MakeGenericType(Array.ConvertAll(results, TypeOf));
    }

    /// <summary>The definition of the tuple of some results, from 2 to <see cref="MaximumTupleResults"/>.</summary>
    [DynamicDependency(Trimming.Fields, typeof(ValueTuple<,>))]
    [DynamicDependency(Trimming.Fields, typeof(ValueTuple<,,>))]
    [DynamicDependency(Trimming.Fields, typeof(ValueTuple<,,,>))]
    [DynamicDependency(Trimming.Fields, typeof(ValueTuple<,,,,,,,>))]
    internal static Type TupleDefinition(int count) => count switch
    {
        2 => typeof(ValueTuple<,>),
        3 => typeof(ValueTuple<,,>),
        4 => typeof(ValueTuple<,,,>),
        _ => throw new ArgumentOutOfRangeException(nameof(count)),
    };

    /// <summary>The types of the parameters of a method.</summary>
    /// <param name="type">The type of the function.</param>
    /// <param name="state">The type of the first one.</param>
    internal static Type[] ParametersOf(FunctionType type, Type state)
    {
        var parameters = new Type[ParameterCount(type)];
        parameters[0] = state;
        for (var index = 0; index < type.ParameterArray.Length; index++)
        {
            parameters[index + 1] = TypeOf(type.ParameterArray[index]);
        }

        var areas = ReturnAreasOf(type);
        if (areas.Bytes > 0)
        {
            parameters[BytesParameter(type)] = typeof(nuint);
        }

        if (areas.References > 0)
        {
            parameters[^1] = typeof(object).MakeByRefType();
        }

        return parameters;
    }

    /// <summary>The number of parameters of a method: the state, those of the function, the return areas.</summary>
    internal static int ParameterCount(FunctionType type) => BytesParameter(type) + ReturnAreasOf(type).Count;

    /// <summary>The parameter that takes the return area for numbers, if there is one.</summary>
    internal static int BytesParameter(FunctionType type) => 1 + type.ParameterArray.Length;

    /// <summary>The parameter that takes the return area for references, if there is one.</summary>
    internal static int ReferencesParameter(FunctionType type) => BytesParameter(type) + (ReturnAreasOf(type).Bytes > 0 ? 1 : 0);
}
