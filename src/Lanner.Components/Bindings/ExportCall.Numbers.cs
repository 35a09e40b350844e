using Lanner.Calls;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <content>Calls by the core signature itself, for functions of plain numbers. The type arguments are those of the core function:
/// <see cref="int"/>, <see cref="long"/>, <see cref="float"/> or <see cref="double"/>.</content>
public ref partial struct ExportCall
{
    /// <summary>Calls the core function.</summary>
    public void Run()
    {
        _isInvoked = true;
        try
        {
            (_function.Typed as GuestAction ?? Make(new GuestAction(_function.Lifted.Core), [], null)).Invoke();
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public TResult Call<TResult>()
        where TResult : unmanaged
    {
        _isInvoked = true;
        try
        {
            return (_function.Typed as GuestFunc<TResult>
                ?? Make(new GuestFunc<TResult>(_function.Lifted.Core), [], typeof(TResult))).Invoke();
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <param name="a1">The first argument.</param>
    public void Run<T1>(T1 a1)
        where T1 : unmanaged
    {
        _isInvoked = true;
        try
        {
            (_function.Typed as GuestAction<T1> ?? Make(new GuestAction<T1>(_function.Lifted.Core), [typeof(T1)], null)).Invoke(a1);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="a1">The first argument.</param>
    public TResult Call<T1, TResult>(T1 a1)
        where T1 : unmanaged
        where TResult : unmanaged
    {
        _isInvoked = true;
        try
        {
            return (_function.Typed as GuestFunc<T1, TResult>
                ?? Make(new GuestFunc<T1, TResult>(_function.Lifted.Core), [typeof(T1)], typeof(TResult))).Invoke(a1);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    public void Run<T1, T2>(T1 a1, T2 a2)
        where T1 : unmanaged
        where T2 : unmanaged
    {
        _isInvoked = true;
        try
        {
            (_function.Typed as GuestAction<T1, T2>
                ?? Make(new GuestAction<T1, T2>(_function.Lifted.Core), [typeof(T1), typeof(T2)], null)).Invoke(a1, a2);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    public TResult Call<T1, T2, TResult>(T1 a1, T2 a2)
        where T1 : unmanaged
        where T2 : unmanaged
        where TResult : unmanaged
    {
        _isInvoked = true;
        try
        {
            return (_function.Typed as GuestFunc<T1, T2, TResult>
                ?? Make(new GuestFunc<T1, T2, TResult>(_function.Lifted.Core), [typeof(T1), typeof(T2)], typeof(TResult))).Invoke(a1, a2);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    /// <param name="a3">The third argument.</param>
    public void Run<T1, T2, T3>(T1 a1, T2 a2, T3 a3)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
    {
        _isInvoked = true;
        try
        {
            (_function.Typed as GuestAction<T1, T2, T3>
                ?? Make(new GuestAction<T1, T2, T3>(_function.Lifted.Core), [typeof(T1), typeof(T2), typeof(T3)], null)).Invoke(a1, a2, a3);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    /// <param name="a3">The third argument.</param>
    public TResult Call<T1, T2, T3, TResult>(T1 a1, T2 a2, T3 a3)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where TResult : unmanaged
    {
        _isInvoked = true;
        try
        {
            return (_function.Typed as GuestFunc<T1, T2, T3, TResult>
                ?? Make(
                    new GuestFunc<T1, T2, T3, TResult>(_function.Lifted.Core),
                    [typeof(T1), typeof(T2), typeof(T3)],
                    typeof(TResult))).Invoke(a1, a2, a3);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="T4">The type of the fourth parameter.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    /// <param name="a3">The third argument.</param>
    /// <param name="a4">The fourth argument.</param>
    public void Run<T1, T2, T3, T4>(T1 a1, T2 a2, T3 a3, T4 a4)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
    {
        _isInvoked = true;
        try
        {
            (_function.Typed as GuestAction<T1, T2, T3, T4>
                ?? Make(
                    new GuestAction<T1, T2, T3, T4>(_function.Lifted.Core),
                    [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
                    null)).Invoke(a1, a2, a3, a4);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    /// <summary>Calls the core function.</summary>
    /// <typeparam name="T1">The type of the first parameter.</typeparam>
    /// <typeparam name="T2">The type of the second parameter.</typeparam>
    /// <typeparam name="T3">The type of the third parameter.</typeparam>
    /// <typeparam name="T4">The type of the fourth parameter.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="a1">The first argument.</param>
    /// <param name="a2">The second argument.</param>
    /// <param name="a3">The third argument.</param>
    /// <param name="a4">The fourth argument.</param>
    public TResult Call<T1, T2, T3, T4, TResult>(T1 a1, T2 a2, T3 a3, T4 a4)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where TResult : unmanaged
    {
        _isInvoked = true;
        try
        {
            return (_function.Typed as GuestFunc<T1, T2, T3, T4, TResult>
                ?? Make(
                    new GuestFunc<T1, T2, T3, T4, TResult>(_function.Lifted.Core),
                    [typeof(T1), typeof(T2), typeof(T3), typeof(T4)],
                    typeof(TResult))).Invoke(a1, a2, a3, a4);
        }
        catch (WasmException error)
        {
            throw CoreCalls.Uncaught(error);
        }
    }

    private readonly TCall Make<TCall>(TCall call, ReadOnlySpan<Type> parameters, Type? result)
        where TCall : GuestCall
    {
        // The code is called with the types that are given here, so that others would be read as what they are not.
        var type = call.Function.Type;
        var isRight = type.Parameters.Count == parameters.Length && type.Results.Count == (result is null ? 0 : 1)
            && (result is null || KindOf(result) == type.Results[0].Kind);
        for (var index = 0; isRight && index < parameters.Length; index++)
        {
            isRight = KindOf(parameters[index]) == type.Parameters[index].Kind;
        }

        if (!isRight)
        {
            throw new InvalidOperationException($"The core function is of the type {type}.");
        }

        _function.Typed = call;
        return call;
    }

    private static WasmValueKind? KindOf(Type type) =>
        type == typeof(int) ? WasmValueKind.I32
        : type == typeof(long) ? WasmValueKind.I64
        : type == typeof(float) ? WasmValueKind.F32
        : type == typeof(double) ? WasmValueKind.F64
        : null;
}
