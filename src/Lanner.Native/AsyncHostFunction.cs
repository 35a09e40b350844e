namespace Lanner.Native;

/// <summary>A function of the host that may return before it is done: the address of code in C.</summary>
internal sealed unsafe class AsyncHostFunction
{
    private readonly nint _callback;
    private readonly void* _environment;
    private readonly StoreState _store;
    private readonly CallShape _shape;

    private AsyncHostFunction(StoreState store, FunctionType type, nint callback, void* environment)
    {
        if (callback == 0)
        {
            throw new ArgumentException("The pointer to the callback is null; a function was expected.");
        }

        _store = store;
        _shape = CallShape.Of(type);
        _callback = callback;
        _environment = environment;
        _shape.RequireNoVectors();
    }

    /// <summary>Makes a function.</summary>
    /// <exception cref="ArgumentException">There is no callback, or the type has vectors.</exception>
    internal static Function Make(StoreState store, FunctionType type, nint callback, void* environment) =>
        Function.FromAsyncCallback(store.Store, type, new AsyncHostFunction(store, type, callback, environment).Run);

    private ValueTask<Value[]> Run(Caller caller, ReadOnlyMemory<Value> arguments, CancellationToken cancellation)
    {
        // Where the engine is not interruptible the guest can be stopped while it waits, at least.
        var completion = new CoreCompletion(_shape, cancellation.CanBeCanceled ? cancellation : _store.CallCancellation);
        Vector values;
        Vectors.Allocate(&values, (nuint)arguments.Length, (nuint)sizeof(WasmValue));
        try
        {
            for (var index = 0; index < arguments.Length; index++)
            {
                Values.Write((WasmValue*)values.Data + index, arguments.Span[index], _shape.Parameters[index], _store);
            }

            var name = _store.Borrow(caller, ItemKind.Caller);
            Startup.Loader.CallAsync(_callback, _environment, name, &values, Item.Make(ItemKind.Completion, completion));
        }
        finally
        {
            Vectors.DeleteValues(&values);
        }

        return completion.Result;
    }
}
