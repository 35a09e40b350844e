namespace Lanner.Native;

/// <summary>A call of a guest that a thread of Lanner's runs: the target of <c>lanner_call_t</c>.</summary>
#pragma warning disable CA1001 // Its source of tokens has no timer, and nobody asks for the handle that it would have to give back.
internal sealed unsafe class AsyncCall
#pragma warning restore CA1001
{
    /// <summary>The threads for guests. Each may wait for something that only another call brings about, so that there are many. Their
    /// stacks are enough for what guests do; a trap for one that is used up takes the longer, the larger it is.</summary>
    private static readonly GuestScheduler Scheduler = new(maximumThreads: 1000, stackSize: 2 << 20);

    private readonly StoreState _store;
    private readonly nint _ended;
    private readonly void* _environment;
    private readonly CancellationTokenSource _cancellation = new();

    private AsyncCall(StoreState store, nint ended, void* environment)
    {
        if (ended == 0)
        {
            throw new ArgumentException("The pointer to the callback is null; a function was expected.");
        }

        _store = store;
        _ended = ended;
        _environment = environment;
    }

    /// <summary>Is cancelled when the guest is to end.</summary>
    internal CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Begins a call of a core function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments, with their kinds.</param>
    /// <param name="ended">The callback for the end.</param>
    /// <param name="environment">The first argument of the callback.</param>
    /// <exception cref="ArgumentException">The arguments are wrong, or there is no callback.</exception>
    /// <exception cref="InvalidOperationException">The store is in use.</exception>
    internal static AsyncCall Begin(FunctionReference function, Vector* arguments, nint ended, void* environment)
    {
        var call = new AsyncCall(function.Store!, ended, environment);
        var values = function.ReadArguments(arguments);
        call._store.BeginCall(call, isAlone: true);
        try
        {
            Startup.WithoutSignals(() => call.Start(function, values));
            return call;
        }
        catch (Exception)
        {
            call._store.EndCall(call);
            throw;
        }
    }

    /// <summary>Begins a call of a function of a component.</summary>
    /// <param name="store">The store.</param>
    /// <param name="begin">The code that begins the call, and gives the result as text.</param>
    /// <param name="ended">The callback for the end.</param>
    /// <param name="environment">The first argument of the callback.</param>
    internal static AsyncCall Begin(
        StoreState store, Func<TaskScheduler, CancellationToken, Task<string>> begin, nint ended, void* environment)
    {
        var call = new AsyncCall(store, ended, environment);
        store.BeginCall(call, isAlone: false);
        try
        {
            Startup.WithoutSignals(() =>
            {
                var result = begin(Scheduler, call.Cancellation);
                if (result is { IsFaulted: true, Exception.InnerException: { } failure } && Failures.IsMistake(failure))
                {
                    throw failure;
                }

                // Not on the thread that ends it, which may still run guests of the store.
                result.ContinueWith(
                    task => call.End(task), CancellationToken.None, TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default);
            });
            return call;
        }
        catch (Exception)
        {
            call._store.EndCall(call);
            throw;
        }
    }

    /// <summary>Has the guest end.</summary>
    internal void Cancel() => Startup.WithoutSignals(_cancellation.Cancel);

    private void Start(FunctionReference function, Value[] arguments)
    {
        var task = Task.Factory.StartNew(
            () => Run(function, arguments),
            Cancellation,
            TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler,
            Scheduler);

        // It may be cancelled while it has no thread.
        task.ContinueWith(
            _ => End(function, null, new OperationCanceledException()),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnCanceled,
            TaskScheduler.Default);
    }

    private void Run(FunctionReference function, Value[] arguments)
    {
        Value[]? results = null;
        Exception? failure = null;
        try
        {
            results = _store.Engine.Options.Interruptible
                ? _store.Store.Run(() => function.Invoke(arguments), Cancellation)
                : function.Invoke(arguments);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        End(function, results, failure);
    }

    private void End(FunctionReference function, Value[]? results, Exception? failure)
    {
        Vector values = default;
        _store.EndCall(this);
        try
        {
            if (results is not null)
            {
                function.WriteResults(&values, results);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Tell(failure, &values);
        Vectors.DeleteValues(&values);
    }

    private void End(Task<string> task)
    {
        Vector text = default;
        _store.EndCall(this);
        Exception? failure = null;
        try
        {
            Text.Write(&text, task.GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Tell(failure, &text);
        Vectors.Free(&text);
    }

    private void Tell(Exception? failure, Vector* results)
    {
        var trap = failure is null ? null : Traps.ToItem(failure, _store);
        Startup.Loader.EndCall(_ended, _environment, trap, results);
    }
}
