using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A call that the host has made of a function that may block.</summary>
/// <param name="function">The function.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="returned">Takes the result, of a call that goes on after it until nothing of its task runs any more; null for one that ends
/// with its result.</param>
internal sealed class HostCall(
    LiftedFunction function, ComponentValue[] arguments, Action<ComponentValue?>? returned = null) : ITaskCaller
{
    private readonly TaskCompletionSource<ComponentValue?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentTask? _task;
    private CancellationToken _cancellation;
    private ComponentValue? _result;

    public CallScope? Scope { get; } = function.Plan.HasBorrows ? new CallScope() : null;

    public bool KeepsInMemory => false;

    internal InstanceNode Root => function.Instance.Root;

    internal ComponentTask? Task => _task;

    /// <summary>Ends with the result.</summary>
    internal Task<ComponentValue?> Completion => _completion.Task;

    public ComponentValue[] Start() => arguments;

    /// <summary>True if the call has ended; the host may not have been told yet.</summary>
    internal bool HasEnded { get; private set; }

    public void Return(ComponentValue? result)
    {
        _result = result;
        if (returned is null)
        {
            End(() => _completion.TrySetResult(result));
        }
        else
        {
            function.Instance.Loop.CompleteLater(() => returned(result));
        }
    }

    public void Exit() => End(() => _completion.TrySetResult(_result));

    public void Cancel() => End(() => _completion.TrySetCanceled(_cancellation));

    internal void Fail(Exception error) => End(() => _completion.TrySetException(error));

    /// <summary>Makes the task. Done by the driver.</summary>
    internal ComponentThread Begin()
    {
        function.Instance.Loop.Add(this);
        _task = new ComponentTask(function, this);
        return _task.ImplicitThread;
    }

    /// <summary>Asks the guest to end. Done by the driver, which resumes it later.</summary>
    internal void RequestCancellation(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        if (HasEnded)
        {
            return;
        }

        if (_task is null)
        {
            Cancel();
            return;
        }

        var loop = function.Instance.Loop;
        _task.RequestCancellation(
            thread =>
            {
                thread.IsCancelled = true;
                loop.Notify(thread);
            },
            common: null);
    }

    private void End(Action completion)
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        Scope?.End();
        var loop = function.Instance.Loop;
        loop.Remove(this);
        loop.CompleteLater(completion);
    }
}
