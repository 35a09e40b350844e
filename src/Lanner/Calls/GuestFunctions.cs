using Lanner.Runtime;

namespace Lanner.Calls;

// Calls from the host of functions that have a result, one class for each number of parameters. The JIT makes a version of each for the
// types that are used, so that nothing is boxed or tested. The text is the same all over: what a call takes is said at GuestCall.

internal sealed unsafe class GuestFunc<TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke()
    {
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, TResult>)Function.Code)(Function.State));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1)
    {
        Check(0, a1);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, TResult>)Function.Code)(Function.State, a1));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2)
    {
        Check(0, a1);
        Check(1, a2);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, TResult>)Function.Code)(Function.State, a1, a2));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, TResult>)Function.Code)(Function.State, a1, a2, a3));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, TResult>)Function.Code)(Function.State, a1, a2, a3, a4));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, T6, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Check(5, a6);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, T6, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5, a6));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, T6, T7, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Check(5, a6);
        Check(6, a7);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, T6, T7, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5, a6, a7));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Check(5, a6);
        Check(6, a7);
        Check(7, a8);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, T6, T7, T8, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5, a6, a7, a8));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Check(5, a6);
        Check(6, a7);
        Check(7, a8);
        Check(8, a9);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5, a6, a7, a8, a9));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}

internal sealed unsafe class GuestFunc<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>(Function function) : GuestCall(function)
{
    internal TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
    {
        Check(0, a1);
        Check(1, a2);
        Check(2, a3);
        Check(3, a4);
        Check(4, a5);
        Check(5, a6);
        Check(6, a7);
        Check(7, a8);
        Check(8, a9);
        Check(9, a10);
        Store.Enter();
        try
        {
            return Receive(((delegate*<InstanceState, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>)Function.Code)(Function.State, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10));
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
        {
            throw GuestFaults.Translate(exception, Store);
        }
        finally
        {
            Store.Leave();
        }
    }
}
