namespace Lanner.Native;

/// <summary>A function of the host that components import and that may return before it is done: the address of code in C, whose values are
/// text in JSON.</summary>
internal sealed unsafe class ComponentAsyncHostFunction
{
    private readonly nint _callback;
    private readonly void* _environment;
    private readonly StoreState _store;

    internal ComponentAsyncHostFunction(StoreState store, nint callback, void* environment)
    {
        if (callback == 0)
        {
            throw new ArgumentException("The pointer to the callback is null; a function was expected.");
        }

        _store = store;
        _callback = callback;
        _environment = environment;
    }

    /// <summary>Calls the host.</summary>
    internal ValueTask<string?> Run(Store store, string arguments, CancellationToken cancellation)
    {
        var completion = new ComponentCompletion(cancellation.CanBeCanceled ? cancellation : _store.CallCancellation);
        Vector given;
        Text.Write(&given, arguments);
        try
        {
            Startup.Loader.CallComponentAsync(_callback, _environment, &given, Item.Make(ItemKind.Completion, completion));
        }
        finally
        {
            Vectors.Free(&given);
        }

        return completion.Result;
    }
}
