using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Abi;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>The signature of a delegate type, read as that of a function: parameters and results in the types of .NET.</summary>
internal sealed class DelegateShape
{
    private static readonly ConditionalWeakTable<Type, DelegateShape> Shapes = [];

    private FunctionType? _naturalType;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Invoke of a delegate is never trimmed.")]
    private DelegateShape(Type delegateType)
    {
        DelegateType = delegateType;
        IsStandard = delegateType.Namespace == "System"
            && (delegateType == typeof(Action) || IsNamed(delegateType, "Action`") || IsNamed(delegateType, "Func`"));
        Type[] parameters;
        if (IsStandard)
        {
            // Faster than looking at the method, which counts when a program that has just started defines dozens of functions.
            parameters = delegateType.GetGenericArguments();
            ReturnType = typeof(void);
            if (delegateType.Name.StartsWith('F'))
            {
                ReturnType = parameters[^1];
                parameters = parameters[..^1];
            }
        }
        else
        {
            var invoke = delegateType.GetMethod("Invoke")!;
            parameters = Array.ConvertAll(invoke.GetParameters(), parameter => parameter.ParameterType);
            ReturnType = invoke.ReturnType;
        }

        HasCaller = parameters is [var first, ..] && first == typeof(Caller);
        Parameters = HasCaller ? parameters[1..] : parameters;
        Results = FlattenResults(ReturnType);
    }

    /// <summary>The shape of delegates, were there any, whose parameters and results are those of a function type.</summary>
    /// <param name="type">The function type.</param>
    /// <param name="hasCaller">True if they are told who calls.</param>
    internal DelegateShape(FunctionType type, bool hasCaller)
    {
        _naturalType = type;
        HasCaller = hasCaller;
        Parameters = Array.ConvertAll(type.ParameterArray, TypeOf);
        Results = Array.ConvertAll(type.ResultArray, TypeOf);
        ReturnType = Results.Length switch { 0 => typeof(void), 1 => Results[0], _ => TupleOf(Results) };
    }

    /// <summary>The shape of delegates, were there any, that are told who calls.</summary>
    /// <param name="parameters">The parameters without the <see cref="Caller"/>.</param>
    /// <param name="returnType">The return type.</param>
    internal DelegateShape(Type[] parameters, Type returnType)
    {
        HasCaller = true;
        Parameters = parameters;
        ReturnType = returnType;
        Results = FlattenResults(returnType);
    }

    /// <summary>The delegate's type; null if there is none.</summary>
    internal Type? DelegateType { get; }

    /// <summary>True if the type is one of <c>Func</c> and <c>Action</c>.</summary>
    internal bool IsStandard { get; }

    /// <summary>True if the first parameter of the delegate is the <see cref="Caller"/>.</summary>
    internal bool HasCaller { get; }

    /// <summary>The parameters, without the <see cref="Caller"/>.</summary>
    internal Type[] Parameters { get; }

    /// <summary>The return type of the delegate: nothing, a value, or a tuple.</summary>
    internal Type ReturnType { get; }

    /// <summary>The results, those of a tuple one by one.</summary>
    internal Type[] Results { get; }

    /// <summary>The function type that goes with the delegate when nothing else says what references refer to.</summary>
    internal FunctionType NaturalType =>
        _naturalType ??= FunctionType.Create(Array.ConvertAll(Parameters, NaturalTypeOf), Array.ConvertAll(Results, NaturalTypeOf));

    internal static DelegateShape Of(Type delegateType) => Shapes.GetValue(delegateType, static type => new DelegateShape(type));

    /// <summary>Refuses delegates with types that WebAssembly does not know.</summary>
    internal void ThrowIfUnsupported()
    {
        ThrowIfUnsupported(Parameters);
        ThrowIfUnsupported(Results);
    }

    private void ThrowIfUnsupported(Type[] types)
    {
        foreach (var type in types)
        {
            if (KindOf(type) is null)
            {
                throw new ArgumentException(
                    $"Values of type {type} cannot be handed to or from WebAssembly; the delegate is {this}. "
                    + "Possible are int, uint, long, ulong, float, double, Vector128<T>, object, Lanner.Function, "
                    + "and tuples of these as the result."
                    + (AsyncShape.IsTask(type)
                        ? " Delegates that return tasks are for Linker.DefineAsync and Function.FromAsyncDelegate."
                        : ""));
            }
        }
    }

    /// <summary>Tests whether values can be handed over between the delegate and a function of a type.</summary>
    internal bool Fits(FunctionType type) => Fits(Parameters, type.ParameterArray) && Fits(Results, type.ResultArray);

    /// <summary>The shape as C# would write it, such as <c>(int, long) → double</c>.</summary>
    public override string ToString() => $"{Listed(Parameters)} → {(Results.Length == 1 ? Results[0].Name : Listed(Results))}";

    private static string Listed(Type[] types) => $"({string.Join(", ", types.Select(type => type.Name))})";

    private static bool IsNamed(Type type, string start) => type.IsGenericType && type.Name.StartsWith(start, StringComparison.Ordinal);

    private static bool Fits(Type[] actual, WasmValueType[] wanted)
    {
        if (actual.Length != wanted.Length)
        {
            return false;
        }

        for (var index = 0; index < actual.Length; index++)
        {
            if (KindOf(actual[index]) != wanted[index].Kind
                || (actual[index] == typeof(Function) && wanted[index].HeapType.Top != HeapTypeKind.Func))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The kind of value that a type of .NET holds, or null.</summary>
    private static WasmValueKind? KindOf(Type type) => Type.GetTypeCode(type) switch
    {
        // These cover enumerations too.
        TypeCode.Int32 or TypeCode.UInt32 => WasmValueKind.I32,
        TypeCode.Int64 or TypeCode.UInt64 => WasmValueKind.I64,
        TypeCode.Single => WasmValueKind.F32,
        TypeCode.Double => WasmValueKind.F64,
        TypeCode.Object when type == typeof(object) || type == typeof(Function) => WasmValueKind.Reference,
        TypeCode.Object when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Vector128<>) => WasmValueKind.V128,
        _ => null,
    };

    private static WasmValueType NaturalTypeOf(Type type) => KindOf(type) switch
    {
        WasmValueKind.Reference => type == typeof(Function) ? WasmValueType.FuncRef : WasmValueType.ExternRef,
        var kind => WasmValueType.OfKind(kind!.Value),
    };

    /// <summary>The type of .NET that a value of a type is handed over as.</summary>
    internal static Type TypeOf(WasmValueType type) =>
        type.IsReference && type.HeapType.Top == HeapTypeKind.Func ? typeof(Function) : CallingConvention.TypeOf(type);

    /// <summary>The tuple of more than one type: of which the eighth is a tuple of those from the eighth on.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming.Delegates)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Used while a library is compiled.")]
    private static Type TupleOf(Type[] types)
    {
        Type[] definitions =
        [
            typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
            typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
        ];
        return types.Length <= definitions.Length
            ? definitions[types.Length - 1].MakeGenericType(types)
            : typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. types[..7], TupleOf(types[7..])]);
    }

    private static Type[] FlattenResults(Type returnType)
    {
        if (returnType == typeof(void))
        {
            return [];
        }

        if (!returnType.IsGenericType || !typeof(ITuple).IsAssignableFrom(returnType) || !returnType.IsValueType)
        {
            return [returnType];
        }

        var items = returnType.GetGenericArguments();
        return items.Length == 8 ? [.. items[..7], .. FlattenResults(items[7])] : items;
    }
}
