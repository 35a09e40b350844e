using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lanner.Native;

/// <summary>Calls a function of a guest with values that lie in memory of C. The delegate is bound to the one that calls the function,
/// which makes it faster than one of a static method.</summary>
/// <param name="arguments">The first of the arguments.</param>
/// <param name="results">The place of the first of the results.</param>
internal unsafe delegate void Bridge(byte* arguments, byte* results);

/// <summary>The way in which functions of a type are called, in both directions. For numbers and vectors code is emitted that moves them
/// between memory of C and the delegates of the engine, and allocates nothing; other types go through arrays of
/// <see cref="Value"/>.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Delegates)]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Delegates)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Delegates)]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The constructor of the class keeps the members of tuples.")]
internal sealed unsafe class CallShape
{
    private const string Delegates = "The types of delegates have no requirements, and their methods are never trimmed.";

    /// <summary>The size of <c>wasm_val_t</c> and <c>lanner_raw_t</c>.</summary>
    private const int Stride = 16;

    /// <summary>The offset of the value in <c>wasm_val_t</c>.</summary>
    private const int ValueOffset = 8;

    /// <summary>The most parameters of a delegate's type that is part of .NET, less one for the <see cref="Caller"/>.</summary>
    private const int MostParameters = 15;

    /// <summary>The most results that a tuple holds without another in it.</summary>
    private const int MostResults = 7;

    private static readonly ConditionalWeakTable<FunctionType, CallShape> Shapes = [];

    /// <summary>The delegates with results, by their number of parameters.</summary>
    private static readonly Type[] FuncTypes =
    [
        typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>), typeof(Func<,,,,,>),
        typeof(Func<,,,,,,>), typeof(Func<,,,,,,,>), typeof(Func<,,,,,,,,>), typeof(Func<,,,,,,,,,>), typeof(Func<,,,,,,,,,,>),
        typeof(Func<,,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,,,,>),
        typeof(Func<,,,,,,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,,,,,,>),
    ];

    /// <summary>The delegates without results, by their number of parameters.</summary>
    private static readonly Type[] ActionTypes =
    [
        typeof(Action), typeof(Action<>), typeof(Action<,>), typeof(Action<,,>), typeof(Action<,,,>), typeof(Action<,,,,>),
        typeof(Action<,,,,,>), typeof(Action<,,,,,,>), typeof(Action<,,,,,,,>), typeof(Action<,,,,,,,,>), typeof(Action<,,,,,,,,,>),
        typeof(Action<,,,,,,,,,,>), typeof(Action<,,,,,,,,,,,>), typeof(Action<,,,,,,,,,,,,>), typeof(Action<,,,,,,,,,,,,,>),
        typeof(Action<,,,,,,,,,,,,,,>), typeof(Action<,,,,,,,,,,,,,,,>),
    ];

    private static readonly MethodInfo ToDelegate = typeof(Function).GetMethod(nameof(Function.ToDelegate))!;

    private readonly Type[] _parameters;
    private readonly Type[] _results;
    private readonly Type? _return;
    private readonly bool _hasVectors;
    private readonly Lazy<Func<Function, Delegate>> _toDelegate;
    private readonly Lazy<DynamicMethod> _checked;
    private readonly Lazy<DynamicMethod> _unchecked;
    private readonly Lazy<DynamicMethod> _host;
    private readonly Lazy<DynamicMethod> _uncheckedHost;

    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,,,,,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ValueTuple<,,,,,,>))]
    private CallShape(FunctionType type)
    {
        Parameters = [.. type.Parameters];
        Results = [.. type.Results];
        ParameterKinds = Array.ConvertAll(Parameters, Values.KindOf);
        ResultKinds = Array.ConvertAll(Results, Values.KindOf);
        ValueKind[] kinds = [.. ParameterKinds, .. ResultKinds];
        _hasVectors = kinds.Contains(ValueKind.V128);
        IsPlain = Parameters.Length <= MostParameters && Results.Length <= MostResults && !Array.Exists(kinds, Values.IsReference);
        _parameters = IsPlain ? Array.ConvertAll(ParameterKinds, TypeOf) : [];
        _results = IsPlain ? Array.ConvertAll(ResultKinds, TypeOf) : [];
        _return = _results.Length switch { 0 => typeof(void), 1 => _results[0], _ => TupleOf(_results) };
        _toDelegate = new(() => ToDelegate.MakeGenericMethod(DelegateType(null)).CreateDelegate<Func<Function, Delegate>>());
        _checked = new(() => EmitBridge(ValueOffset));
        _unchecked = new(() => EmitBridge(0));
        _host = new(() => EmitHost(ValueOffset, null));
        _uncheckedHost = new(() => EmitHost(0, typeof(Caller)));
    }

    internal WasmValueType[] Parameters { get; }

    internal WasmValueType[] Results { get; }

    internal ValueKind[] ParameterKinds { get; }

    internal ValueKind[] ResultKinds { get; }

    /// <summary>True if there is emitted code: the values are few, and none of them is a reference.</summary>
    internal bool IsPlain { get; }

    /// <summary>True if values with their kinds can be moved by emitted code.</summary>
    internal bool IsPlainWithKinds => IsPlain && !_hasVectors;

    /// <summary>Refuses a type with vectors, where values have their kinds.</summary>
    /// <exception cref="ArgumentException">It has some.</exception>
    internal void RequireNoVectors()
    {
        if (_hasVectors)
        {
            throw new ArgumentException("The function takes or returns a vector, which wasm_val_t cannot hold.");
        }
    }

    internal static CallShape Of(FunctionType type) => Shapes.GetValue(type, static type => new CallShape(type));

    /// <summary>Makes the delegate that calls a function with values that have their kinds.</summary>
    internal Bridge CheckedBridge(Function function) => _checked.Value.CreateDelegate<Bridge>(_toDelegate.Value(function));

    /// <summary>Makes the delegate that calls a function with values without kinds.</summary>
    internal Bridge UncheckedBridge(Function function) => _unchecked.Value.CreateDelegate<Bridge>(_toDelegate.Value(function));

    /// <summary>Makes the delegate that calls the host with values and their kinds.</summary>
    internal Delegate HostDelegate(HostFunction function) => _host.Value.CreateDelegate(DelegateType(null), function);

    /// <summary>Makes the delegate that calls the host with values without kinds.</summary>
    internal Delegate UncheckedHostDelegate(HostFunction function) =>
        _uncheckedHost.Value.CreateDelegate(DelegateType(typeof(Caller)), function);

    private Type DelegateType(Type? first)
    {
        Type[] types = first is null ? _parameters : [first, .. _parameters];
        return _results.Length > 0 ? FuncTypes[types.Length].MakeGenericType([.. types, _return!])
            : types.Length > 0 ? ActionTypes[types.Length].MakeGenericType(types)
            : typeof(Action);
    }

    private DynamicMethod EmitBridge(int offset)
    {
        var type = DelegateType(null);
        var method = new DynamicMethod(
            "CallGuest", typeof(void), [type, typeof(byte*), typeof(byte*)], typeof(CallShape).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        for (var index = 0; index < _parameters.Length; index++)
        {
            Address(il, OpCodes.Ldarg_1, (index * Stride) + offset);
            Load(il, _parameters[index]);
        }

        il.Emit(OpCodes.Callvirt, type.GetMethod("Invoke")!);
        StoreResults(il, OpCodes.Ldarg_2, offset);
        il.Emit(OpCodes.Ret);
        return method;
    }

    /// <summary>Stores what is on the stack, one value or a tuple, where C wants it.</summary>
    private void StoreResults(ILGenerator il, OpCode start, int offset)
    {
        if (_results.Length == 0)
        {
            return;
        }

        var returned = il.DeclareLocal(_return!);
        il.Emit(OpCodes.Stloc, returned);
        for (var index = 0; index < _results.Length; index++)
        {
            if (offset > 0)
            {
                StoreKind(il, start, index * Stride, ResultKinds[index]);
            }

            Address(il, start, (index * Stride) + offset);
            if (_results.Length == 1)
            {
                il.Emit(OpCodes.Ldloc, returned);
            }
            else
            {
                il.Emit(OpCodes.Ldloca, returned);
                il.Emit(OpCodes.Ldfld, _return!.GetField($"Item{index + 1}")!);
            }

            Store(il, _results[index]);
        }
    }

    private DynamicMethod EmitHost(int offset, Type? caller)
    {
        Type[] types = caller is null
            ? [typeof(HostFunction), .. _parameters]
            : [typeof(HostFunction), caller, .. _parameters];
        var method = new DynamicMethod("CallHost", _return, types, typeof(CallShape).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var values = il.DeclareLocal(typeof(byte*));
        var firstParameter = types.Length - _parameters.Length;

        // Values with kinds have results behind the arguments; others have them in the same place.
        var firstResult = offset > 0 ? _parameters.Length : 0;
        il.Emit(OpCodes.Ldc_I4, Math.Max(Math.Max(_parameters.Length, firstResult + _results.Length), 1) * Stride);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Stloc_0);
        for (var index = 0; index < _parameters.Length; index++)
        {
            if (offset > 0)
            {
                StoreKind(il, OpCodes.Ldloc_0, index * Stride, ParameterKinds[index]);
            }

            Address(il, OpCodes.Ldloc_0, (index * Stride) + offset);
            il.Emit(OpCodes.Ldarg, (short)(firstParameter + index));
            Store(il, _parameters[index]);
        }

        for (var index = 0; index < _results.Length && offset > 0; index++)
        {
            StoreKind(il, OpCodes.Ldloc_0, (firstResult + index) * Stride, ResultKinds[index]);
        }

        il.Emit(OpCodes.Ldarg_0);
        if (caller is not null)
        {
            il.Emit(OpCodes.Ldarg_1);
        }

        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Call, offset > 0 ? HostFunction.RunMethod : HostFunction.RunUncheckedMethod);
        for (var index = 0; index < _results.Length; index++)
        {
            Address(il, OpCodes.Ldloc_0, ((firstResult + index) * Stride) + offset);
            Load(il, _results[index]);
        }

        if (_results.Length > 1)
        {
            il.Emit(OpCodes.Newobj, _return!.GetConstructor(_results)!);
        }

        il.Emit(OpCodes.Ret);
        return method;
    }

    private static void StoreKind(ILGenerator il, OpCode start, int offset, ValueKind kind)
    {
        Address(il, start, offset);
        il.Emit(OpCodes.Ldc_I4, (int)kind);
        il.Emit(OpCodes.Stind_I1);
    }

    private static void Address(ILGenerator il, OpCode start, int offset)
    {
        il.Emit(start);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }

    private static void Load(ILGenerator il, Type type)
    {
        // C aligns values to eight bytes, which is not enough for vectors.
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Ldobj, type);
    }

    private static void Store(ILGenerator il, Type type)
    {
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Stobj, type);
    }

    private static Type TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.I32 => typeof(int),
        ValueKind.I64 => typeof(long),
        ValueKind.F32 => typeof(float),
        ValueKind.F64 => typeof(double),
        _ => typeof(Vector128<byte>),
    };

    private static Type TupleOf(Type[] types)
    {
        Type[] definitions =
        [
            typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>),
            typeof(ValueTuple<,,,,,,>),
        ];
        return definitions[types.Length - 2].MakeGenericType(types);
    }
}
