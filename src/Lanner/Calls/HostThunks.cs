using Lanner.Runtime;

namespace Lanner.Calls;

// What compiled code calls when it calls a function of the host: static methods with the convention of compiled code, one class for each
// number of parameters. The state is that of the host function, which knows the delegate. What HostCalls does is inlined, and gone where no
// references are concerned.

internal static class HostFunc<TResult>
{
    internal static TResult Invoke(InstanceState state) =>
        HostCalls.Check(state, HostCalls.Callback<Func<TResult>>(state)());

    internal static TResult InvokeWithCaller(InstanceState state) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, TResult>>(state)(HostCalls.Caller(state)));
}

internal static class HostFunc<T1, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, TResult>>(state)(HostCalls.HandOut(state, a1)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, TResult>>(state)(HostCalls.Caller(state), HostCalls.HandOut(state, a1)));
}

internal static class HostFunc<T1, T2, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2)));
}

internal static class HostFunc<T1, T2, T3, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3)));
}

internal static class HostFunc<T1, T2, T3, T4, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, T6, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, T6, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, T6, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, T6, T7, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, T6, T7, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, T6, T7, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, T6, T7, T8, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8),
            HostCalls.HandOut(state, a9)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8), HostCalls.HandOut(state, a9)));
}

internal static class HostFunc<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>
{
    internal static TResult Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) =>
        HostCalls.Check(state, HostCalls.Callback<Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8),
            HostCalls.HandOut(state, a9), HostCalls.HandOut(state, a10)));

    internal static TResult InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) =>
        HostCalls.Check(state, HostCalls.Callback<Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8), HostCalls.HandOut(state, a9), HostCalls.HandOut(state, a10)));
}

internal static class HostAction
{
    internal static void Invoke(InstanceState state) =>
        HostCalls.Callback<Action>(state)();

    internal static void InvokeWithCaller(InstanceState state) =>
        HostCalls.Callback<Action<Caller>>(state)(HostCalls.Caller(state));
}

internal static class HostAction<T1>
{
    internal static void Invoke(InstanceState state, T1 a1) =>
        HostCalls.Callback<Action<T1>>(state)(HostCalls.HandOut(state, a1));

    internal static void InvokeWithCaller(InstanceState state, T1 a1) =>
        HostCalls.Callback<Action<Caller, T1>>(state)(HostCalls.Caller(state), HostCalls.HandOut(state, a1));
}

internal static class HostAction<T1, T2>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2) =>
        HostCalls.Callback<Action<T1, T2>>(state)(HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2) =>
        HostCalls.Callback<Action<Caller, T1, T2>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2));
}

internal static class HostAction<T1, T2, T3>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3) =>
        HostCalls.Callback<Action<T1, T2, T3>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3));
}

internal static class HostAction<T1, T2, T3, T4>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4) =>
        HostCalls.Callback<Action<T1, T2, T3, T4>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4));
}

internal static class HostAction<T1, T2, T3, T4, T5>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5));
}

internal static class HostAction<T1, T2, T3, T4, T5, T6>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5, T6>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5, T6>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6));
}

internal static class HostAction<T1, T2, T3, T4, T5, T6, T7>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5, T6, T7>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5, T6, T7>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7));
}

internal static class HostAction<T1, T2, T3, T4, T5, T6, T7, T8>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5, T6, T7, T8>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8));
}

internal static class HostAction<T1, T2, T3, T4, T5, T6, T7, T8, T9>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8),
            HostCalls.HandOut(state, a9));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8), HostCalls.HandOut(state, a9));
}

internal static class HostAction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>
{
    internal static void Invoke(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) =>
        HostCalls.Callback<Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>(state)(
            HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3), HostCalls.HandOut(state, a4),
            HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7), HostCalls.HandOut(state, a8),
            HostCalls.HandOut(state, a9), HostCalls.HandOut(state, a10));

    internal static void InvokeWithCaller(InstanceState state, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10) =>
        HostCalls.Callback<Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>(state)(
            HostCalls.Caller(state), HostCalls.HandOut(state, a1), HostCalls.HandOut(state, a2), HostCalls.HandOut(state, a3),
            HostCalls.HandOut(state, a4), HostCalls.HandOut(state, a5), HostCalls.HandOut(state, a6), HostCalls.HandOut(state, a7),
            HostCalls.HandOut(state, a8), HostCalls.HandOut(state, a9), HostCalls.HandOut(state, a10));
}
