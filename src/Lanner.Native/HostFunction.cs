using System.Reflection;
using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>A function of the host: the address of code in C.</summary>
internal sealed unsafe class HostFunction
{
    internal static readonly MethodInfo RunMethod =
        typeof(HostFunction).GetMethod(nameof(Run), BindingFlags.Instance | BindingFlags.NonPublic)!;

    internal static readonly MethodInfo RunUncheckedMethod =
        typeof(HostFunction).GetMethod(nameof(RunUnchecked), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly nint _callback;
    private readonly void* _environment;
    private readonly bool _hasEnvironment;
    private readonly StoreState _store;
    private readonly CallShape _shape;
    private Caller? _lastCaller;
    private Item* _lastCallerItem;

    private HostFunction(StoreState store, FunctionType type, nint callback, void* environment, bool hasEnvironment)
    {
        if (callback == 0)
        {
            throw new ArgumentException("The pointer to the callback is null; a function was expected.");
        }

        _store = store;
        _shape = CallShape.Of(type);
        _callback = callback;
        _environment = environment;
        _hasEnvironment = hasEnvironment;
    }

    /// <summary>Makes a function whose values have their kinds.</summary>
    internal static Function Make(StoreState store, FunctionType type, nint callback, void* environment, bool hasEnvironment)
    {
        var function = new HostFunction(store, type, callback, environment, hasEnvironment);
        return function._shape.IsPlainWithKinds
            ? Function.FromDelegate(store.Store, function._shape.HostDelegate(function))
            : Function.FromCallback(store.Store, type, function.RunSlowly);
    }

    /// <summary>Makes a function whose values have no kinds.</summary>
    internal static Function MakeUnchecked(StoreState store, FunctionType type, nint callback, void* environment)
    {
        var function = new HostFunction(store, type, callback, environment, hasEnvironment: true);
        return function._shape.IsPlain
            ? Function.FromDelegate(store.Store, function._shape.UncheckedHostDelegate(function))
            : Function.FromCallback(store.Store, type, function.RunUncheckedSlowly);
    }

    /// <summary>Calls the host. Emitted code calls this.</summary>
    /// <param name="values">The arguments, then room for the results.</param>
    internal void Run(WasmValue* values)
    {
        var kinds = _shape.ResultKinds;
        var results = values + _shape.ParameterKinds.Length;
        Call(values, results);
        for (var index = 0; index < kinds.Length; index++)
        {
            if (results[index].Kind != kinds[index])
            {
                throw Values.WrongKind($"Result {index} of a host function", results[index].Kind, kinds[index]);
            }
        }
    }

    /// <summary>Calls the host. Emitted code calls this.</summary>
    /// <param name="caller">The instance that calls.</param>
    /// <param name="values">The arguments, and then the results.</param>
    internal void RunUnchecked(Caller caller, RawValue* values)
    {
        if (!ReferenceEquals(caller, _lastCaller))
        {
            // One name for each instance that calls, which the store keeps.
            _lastCallerItem = _store.Borrow(caller, ItemKind.Caller);
            _lastCaller = caller;
        }

        var trap = Startup.Loader.CallUnchecked(_callback, _environment, _lastCallerItem, values);
        if (trap is not null)
        {
            throw Traps.Take(trap);
        }
    }

    private void Call(WasmValue* arguments, WasmValue* results)
    {
        Vector argumentVector = new() { Size = (nuint)_shape.ParameterKinds.Length, Data = arguments };
        Vector resultVector = new() { Size = (nuint)_shape.ResultKinds.Length, Data = results };
        var trap = _hasEnvironment
            ? Startup.Loader.CallWithEnvironment(_callback, _environment, &argumentVector, &resultVector)
            : Startup.Loader.Call(_callback, &argumentVector, &resultVector);
        if (trap is not null)
        {
            throw Traps.Take(trap);
        }
    }

    private void RunSlowly(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var count = arguments.Length + results.Length;
        var values = (WasmValue*)NativeMemory.AllocZeroed((nuint)Math.Max(count, 1), (nuint)sizeof(WasmValue));
        try
        {
            for (var index = 0; index < arguments.Length; index++)
            {
                Values.Write(values + index, arguments[index], _shape.Parameters[index], _store);
            }

            var first = values + arguments.Length;
            for (var index = 0; index < results.Length; index++)
            {
                first[index].Kind = _shape.ResultKinds[index];
            }

            Call(values, first);
            for (var index = 0; index < results.Length; index++)
            {
                results[index] = Values.Read(first + index, _shape.Results[index], $"Result {index} of a host function");
            }
        }
        finally
        {
            for (var index = count - 1; index >= 0; index--)
            {
                // A callback that returns the very reference that it was given has not copied it.
                if (index < arguments.Length || !IsArgument(values, arguments.Length, values[index]))
                {
                    Values.Delete(values + index);
                }
            }

            NativeMemory.Free(values);
        }
    }

    private static bool IsArgument(WasmValue* arguments, int count, WasmValue value)
    {
        for (var index = 0; index < count; index++)
        {
            if (Values.IsReference(arguments[index].Kind) && arguments[index].Reference == value.Reference)
            {
                return true;
            }
        }

        return false;
    }

    private void RunUncheckedSlowly(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var count = Math.Max(Math.Max(arguments.Length, results.Length), 1);
        var values = stackalloc RawValue[count];
        for (var index = 0; index < arguments.Length; index++)
        {
            Values.WriteRaw(values + index, arguments[index], _shape.Parameters[index], _store);
        }

        // The names of references that are arguments end with the call, wherever the callback puts its results.
        var owned = new List<nint>();
        for (var index = 0; index < arguments.Length; index++)
        {
            if (Values.IsReference(_shape.ParameterKinds[index]) && values[index].Low != 0)
            {
                owned.Add((nint)values[index].Low);
            }
        }

        try
        {
            RunUnchecked(caller, values);
            for (var index = 0; index < results.Length; index++)
            {
                results[index] = Values.ReadRaw(values + index, _shape.Results[index]);
                if (Values.IsReference(_shape.ResultKinds[index]) && values[index].Low != 0 && !owned.Contains((nint)values[index].Low))
                {
                    owned.Add((nint)values[index].Low);
                }
            }
        }
        finally
        {
            foreach (var item in owned)
            {
                Item.Delete((Item*)item);
            }
        }
    }
}
