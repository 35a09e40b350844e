using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>The convention of compiled code: how function types look in the CLR.</summary>
internal static class ClrSignatures
{
    private static readonly Type[] TupleTypes =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>),
        typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    private static readonly Type[] FuncTypes =
    [
        typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>), typeof(Func<,,,,,>), typeof(Func<,,,,,,>), typeof(Func<,,,,,,,>),
        typeof(Func<,,,,,,,,>), typeof(Func<,,,,,,,,,>), typeof(Func<,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,>),
    ];

    private static readonly Type[] ActionTypes =
    [
        typeof(Action<>), typeof(Action<,>), typeof(Action<,,>), typeof(Action<,,,>), typeof(Action<,,,,>), typeof(Action<,,,,,>), typeof(Action<,,,,,,>),
        typeof(Action<,,,,,,,>), typeof(Action<,,,,,,,,>), typeof(Action<,,,,,,,,,>), typeof(Action<,,,,,,,,,,>),
    ];

    internal static Type TypeOf(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => typeof(int),
        WasmValueKind.I64 => typeof(long),
        WasmValueKind.F32 => typeof(float),
        WasmValueKind.F64 => typeof(double),
        WasmValueKind.V128 => typeof(Vector128<byte>),
        _ => typeof(object),
    };

    /// <summary>What a function of the CLR returns for several results: nothing, the one, or a tuple, whose eighth item is a tuple of those from the eighth on.</summary>
    internal static Type ReturnTypeOf(FunctionType type) => type.ResultArray switch
    {
        [] => typeof(void),
        [var result] => TypeOf(result),
        var results => TupleOf(Array.ConvertAll(results, TypeOf)),
    };

    /// <summary>The parameters of compiled code: the state, then those of the function.</summary>
    internal static Type[] ParametersOf(FunctionType type) => [typeof(InstanceState), .. Array.ConvertAll(type.ParameterArray, TypeOf)];

    /// <summary>The standard delegate type with up to 11 parameters.</summary>
    internal static Type DelegateType(Type[] parameters, Type returnType) => returnType != typeof(void)
        ? FuncTypes[parameters.Length].MakeGenericType([.. parameters, returnType])
        : parameters.Length == 0 ? typeof(Action) : ActionTypes[parameters.Length - 1].MakeGenericType(parameters);

    /// <summary>Emits what loads an item of a tuple, whose address is on the stack.</summary>
    internal static void EmitLoadItem(ILGenerator il, Type tuple, int index)
    {
        for (; index >= 7; index -= 7)
        {
            var rest = tuple.GetField("Rest")!;
            il.Emit(OpCodes.Ldflda, rest);
            tuple = rest.FieldType;
        }

        il.Emit(OpCodes.Ldfld, tuple.GetField($"Item{index + 1}")!);
    }

    /// <summary>Emits what makes a tuple of all its items, which are on the stack.</summary>
    internal static void EmitMakeTuple(ILGenerator il, Type tuple)
    {
        var arguments = tuple.GetGenericArguments();
        if (arguments.Length == 8)
        {
            EmitMakeTuple(il, arguments[7]);
        }

        il.Emit(OpCodes.Newobj, tuple.GetConstructor(arguments)!);
    }

    private static Type TupleOf(Type[] items) => items.Length <= 7
        ? TupleTypes[items.Length - 1].MakeGenericType(items)
        : TupleTypes[7].MakeGenericType([.. items[..7], TupleOf(items[7..])]);
}
