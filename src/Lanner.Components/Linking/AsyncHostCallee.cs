using Lanner.Calls;
using Lanner.Components.Async;

namespace Lanner.Components.Linking;

/// <summary>A function of the host that may wait.</summary>
internal abstract class AsyncHostCallee(string name, Delegate callback) : ComponentCallee
{
    private readonly AsyncHostFunction _function = new(name, callback, hasCaller: false, hasToken: true);

    public override string ToString() => name;

    /// <summary>Calls the function for a guest whose type of it may not block: its thread waits, and nothing else runs in the store
    /// meanwhile.</summary>
    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments)
    {
        var call = AsyncHostCall.Begin(store, _function);
        try
        {
            return call.Wait(Start(store, type, arguments.ToArray(), call.Token));
        }
        catch (OperationCanceledException) when (call.IsInterrupted)
        {
            throw call.InterruptionTrap();
        }
        finally
        {
            call.End();
        }
    }

    /// <summary>Begins a call for a guest.</summary>
    internal void Begin(LoweredFunction function, Subtask subtask)
    {
        var arguments = subtask.Start();
        var loop = function.Instance.Loop;
        var cancellation = new CancellationTokenSource();
        var pending = Start(function.Instance.Store, function.Type, arguments, cancellation.Token);
        if (pending.IsCompletedSuccessfully)
        {
            Return(function, subtask, pending.Result);
            return;
        }

        var wait = function.Instance.Store.Waits.Add(name);
        subtask.OnCancel = cancellation.Cancel;
        var ending = loop.WhenEnded(function.Instance, cancellation.Cancel);
        loop.HostWork++;
        pending.AsTask().ContinueWith(
            ended => loop.Post(() =>
            {
                wait.Dispose();
                loop.Forget(ending);
                loop.HostWork--;
                End(function, subtask, ended);
            }),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Calls the function.</summary>
    protected abstract ValueTask<ComponentValue?> Start(
        Store store, ComponentFunctionType type, ReadOnlyMemory<ComponentValue> arguments, CancellationToken cancellation);

    private static void Return(LoweredFunction function, Subtask subtask, ComponentValue? result)
    {
        function.RequireHostResult(result);
        subtask.Return(result);
    }

    private static void End(LoweredFunction function, Subtask subtask, Task<ComponentValue?> ended)
    {
        if (subtask.IsCancelRequested && !ended.IsCompletedSuccessfully)
        {
            subtask.Cancel();
            return;
        }

        try
        {
            Return(function, subtask, ended.GetAwaiter().GetResult());
        }
#pragma warning disable CA1031 // It ends the guest, as all that functions of the host throw.
        catch (Exception error)
#pragma warning restore CA1031
        {
            function.Instance.Loop.FailOfHost(function.Instance, error);
        }
    }
}
