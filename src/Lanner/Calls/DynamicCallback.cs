using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;

namespace Lanner.Calls;

/// <summary>Calls a delegate of any type by reflection: the way for host functions of uncommon shapes where no code can be made at run
/// time.</summary>
internal static class DynamicCallback
{
    /// <summary>The callback that calls a delegate.</summary>
    internal static HostCallback For(Delegate callback, DelegateShape shape) => (caller, arguments, results) =>
    {
        Store(Invoke(callback, Objects(shape.HasCaller ? caller : null, shape, arguments)), shape, results);
    };

    /// <summary>The callback that calls a delegate that returns a task, and waits for it.</summary>
    internal static HostCallback ForAsync(object name, Delegate callback, AsyncShape shape)
    {
        var function = new AsyncHostFunction(name, callback, shape.HasCaller, shape.HasToken);
        var results = new TaskResults(shape);
        return (caller, arguments, values) =>
        {
            var objects = Objects(shape.HasCaller ? caller : null, shape.Synchronous, arguments, shape.HasToken ? 1 : 0);
            var returned = AsyncHostCall.Run(caller, function, (objects, function, results), static (call, state) =>
            {
                if (state.function.HasToken)
                {
                    state.objects[^1] = call.Token;
                }

                var task = state.results.ToTask(Invoke(state.function.Callback, state.objects));
                call.Wait(task);
                return state.results.Of(task!);
            });
            Store(returned, shape.Synchronous, values);
        };
    }

    /// <summary>The arguments of a delegate: the caller, if it is told, those of the guest, and room behind them.</summary>
    private static object?[] Objects(Caller? caller, DelegateShape shape, ReadOnlySpan<Value> arguments, int room = 0)
    {
        var first = caller is null ? 0 : 1;
        var objects = new object?[first + arguments.Length + room];
        if (caller is not null)
        {
            objects[0] = caller;
        }

        for (var index = 0; index < arguments.Length; index++)
        {
            objects[first + index] = ToObject(shape.Parameters[index], arguments[index]);
        }

        return objects;
    }

    private static void Store(object? returned, DelegateShape shape, Span<Value> results)
    {
        for (var index = 0; index < results.Length; index++)
        {
            results[index] = ToValue(shape.Results[index], results.Length == 1 ? returned : ((ITuple)returned!)[index]);
        }
    }

    private static object? Invoke(Delegate callback, object?[] values)
    {
        try
        {
            return callback.DynamicInvoke(values);
        }
        catch (TargetInvocationException exception)
        {
            // Callers see what the delegate has thrown.
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    private static object? ToObject(Type type, Value value) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => type.IsEnum ? Enum.ToObject(type, value.AsInt32()) : value.AsInt32(),
        TypeCode.UInt32 => type.IsEnum ? Enum.ToObject(type, (uint)value.AsInt32()) : (uint)value.AsInt32(),
        TypeCode.Int64 => type.IsEnum ? Enum.ToObject(type, value.AsInt64()) : value.AsInt64(),
        TypeCode.UInt64 => type.IsEnum ? Enum.ToObject(type, (ulong)value.AsInt64()) : (ulong)value.AsInt64(),
        TypeCode.Single => value.AsSingle(),
        TypeCode.Double => value.AsDouble(),
        _ when type == typeof(object) || type == typeof(Function) => value.AsReference(),
        _ when type == typeof(Vector128<byte>) => value.AsVector128(),
        _ => throw new PlatformNotSupportedException(
            $"Where no code can be made at run time, host functions take vectors as Vector128<byte>, not as {type}."),
    };

    private static Value ToValue(Type type, object? value) => value switch
    {
        _ when type == typeof(object) || type == typeof(Function) => Value.FromReference(value),
        int number => number,
        uint number => (int)number,
        long number => number,
        ulong number => (long)number,
        float number => number,
        double number => number,
        Vector128<byte> vector => vector,
        Enum choice when Type.GetTypeCode(choice.GetType()) is TypeCode.Int32 => (int)(object)choice,
        Enum choice when Type.GetTypeCode(choice.GetType()) is TypeCode.UInt32 => (int)(uint)(object)choice,
        Enum choice when Type.GetTypeCode(choice.GetType()) is TypeCode.Int64 => (long)(object)choice,
        Enum choice => (long)(ulong)(object)choice,
        _ => Value.FromReference(value),
    };
}
