using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>The stand-in for an instance's state when a function of the host is called: the first argument of the thunk.</summary>
internal sealed class HostFunctionState : InstanceState
{
    internal HostFunctionState(HostFunction definition, Store store, Instance? instance, FunctionType type, HostThunk thunk)
    {
        Definition = definition;
        Store = store;
        Instance = instance!;
        Type = type;
        Callback = thunk.Callback;
        Thunk = thunk;
        Caller = instance?.Caller ?? new Caller(store, null);
    }

    /// <summary>The function that the embedder defined.</summary>
    internal HostFunction Definition { get; }

    /// <summary>The object that the thunk calls, of the type that it expects.</summary>
    internal readonly object Callback;

    internal readonly Caller Caller;

    /// <summary>The function's type, for checking results.</summary>
    internal readonly FunctionType Type;

    /// <summary>Keeps the code of the thunk loaded.</summary>
    internal HostThunk Thunk { get; }

    internal override void Bind()
    {
    }

    internal override void InitializeGlobals()
    {
    }
}
