using System.Diagnostics;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <content>Calls of the host.</content>
internal sealed partial class EventLoop
{
    private static readonly TimeSpan CompletionDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>The time in which a guest that runs may come to where it waits, or yields, when its store is disposed of.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(1);

    /// <summary>The time that one stack may take to give control to another when its store is disposed of.</summary>
    private static readonly TimeSpan LongestSwitch = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan InterruptionGrace = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<HostCall> _calls = [];

    /// <summary>The things of the host that somebody within an outermost instance uses.</summary>
    private readonly LinkedList<(InstanceNode Root, Action End)> _endings = new();

    /// <summary>Ends calls that their host was not told of in time, since a guest goes on running.</summary>
    private readonly Timer _completer;
    private readonly Queue<Action> _completions = new();
    private bool _isCompleterSet;

    /// <summary>The time that guests have to end when their call is cancelled.</summary>
    internal TimeSpan CancellationGrace { get; set; } = TimeSpan.FromSeconds(1);

    internal void Add(HostCall call) => _calls.Add(call);

    /// <summary>Has the host told that a call has ended: when its store is left, so that the host can use it, or else soon.</summary>
    internal void CompleteLater(Action completion)
    {
        lock (_completions)
        {
            _completions.Enqueue(completion);
            if (!_isCompleterSet)
            {
                _isCompleterSet = true;
                _completer.Change(CompletionDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void CompleteCalls()
    {
        while (true)
        {
            Action? completion;
            lock (_completions)
            {
                if (!_completions.TryDequeue(out completion))
                {
                    return;
                }
            }

            completion();
        }
    }

    internal void Remove(HostCall call) => _calls.Remove(call);

    internal void Add(HostTarget read) => _reads.Add(read);

    internal void Remove(HostTarget read) => _reads.Remove(read);

    /// <summary>Has something done when an outermost instance ends with a trap, or with its store.</summary>
    /// <returns>The entry for <see cref="Forget"/>.</returns>
    internal LinkedListNode<(InstanceNode Root, Action End)> WhenEnded(InstanceNode instance, Action end) =>
        _endings.AddLast((instance.Root, end));

    /// <summary>Undoes <see cref="WhenEnded"/>.</summary>
    internal void Forget(LinkedListNode<(InstanceNode Root, Action End)> ending)
    {
        if (ending.List is not null)
        {
            _endings.Remove(ending);
        }
    }

    /// <summary>Calls a function on a thread of the pool. May be called by any thread.</summary>
    /// <returns>A task that ends with the call: with its result, with what ends the guest, or cancelled once the guest has ended on
    /// account of that.</returns>
    internal Task<ComponentValue?> CallAsync(
        LiftedFunction function, ComponentValue[] arguments, CancellationToken cancellation, Action<ComponentValue?>? returned = null)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = new HostCall(function, arguments, returned);
        Post(() => Begin(call, function), call.Fail);
        if (cancellation.CanBeCanceled)
        {
            EndWith(call, cancellation.UnsafeRegister(_ => EndCancelled(call, cancellation), null));
        }

        if (_store.Engine.Options.Interruptible)
        {
            EndWith(call, _store.Interruption.UnsafeRegister(_ => Post(() => FailAll(_store.InterruptionTrap)), null));
        }

        return call.Completion;
    }

    private static void EndWith(HostCall call, CancellationTokenRegistration registration) => call.Completion.ContinueWith(
        _ => registration.Unregister(),
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Asks a guest to end, and ends it if it does not.</summary>
    private async void EndCancelled(HostCall call, CancellationToken cancellation)
    {
        Post(() => call.RequestCancellation(cancellation));
        if (await IsCompletedWithin(call, CancellationGrace).ConfigureAwait(false))
        {
            return;
        }

        Post(() =>
        {
            if (!call.HasEnded)
            {
                var error = new OperationCanceledException("The guest did not end when its call was cancelled.", cancellation);
                Fail(call.Root, error, call.Task);
            }
        });
        if (_store.Engine.Options.Interruptible && !await IsCompletedWithin(call, InterruptionGrace).ConfigureAwait(false))
        {
            // It runs, and does not let go.
            _store.Interrupt();
        }
    }

    private static async Task<bool> IsCompletedWithin(HostCall call, TimeSpan time) =>
        await Task.WhenAny(call.Completion, Task.Delay(time)).ConfigureAwait(false) == call.Completion;

    /// <summary>Calls a function for a host that is called by a guest itself, in a store that was entered, and waits for the end.</summary>
    internal ComponentValue? CallWithin(LiftedFunction function, ComponentValue[] arguments)
    {
        var isDriver = TryAcquire();
        try
        {
            return CallHere(function, arguments);
        }
        finally
        {
            if (isDriver)
            {
                Release();
            }
        }
    }

    private ComponentValue? CallHere(LiftedFunction function, ComponentValue[] arguments)
    {
        var call = new HostCall(function, arguments);
        var instance = function.Instance;
        var thread = call.Begin();
        instance.BeginCall(common: null, out var suspended);
        Resume(thread);
        instance.EndCall(suspended, common: null);
        DriveUntil(() => call.HasEnded);
        CompleteCalls();
        return call.Completion.GetAwaiter().GetResult();
    }

    /// <summary>Ends everything around an instance, since the host has failed to do what a guest waits for. Done by the driver.</summary>
    internal void FailOfHost(InstanceNode instance, Exception error) => Fail(instance.Root, error, task: null);

    private void Begin(HostCall call, LiftedFunction function)
    {
        if (call.HasEnded)
        {
            return;
        }

        if (!function.Instance.MayEnterFrom(common: null))
        {
            call.Fail(AbiTraps.CannotEnter());
            return;
        }

        var thread = call.Begin();
        thread.IsSwitchedTo = true;
        Notify(thread);
    }

    /// <summary>Ends everything within an outermost instance, since a thread there has ended with an exception.</summary>
    /// <param name="root">The instance.</param>
    /// <param name="error">The exception.</param>
    /// <param name="task">The task of the thread; null if none is known.</param>
    private void Fail(InstanceNode root, Exception error, ComponentTask? task)
    {
        root.Trap();
        foreach (var call in _calls.Where(call => call.Root == root).ToArray())
        {
            call.Fail(
                call.Task == task || error is not TrapException trap
                    ? error
                    : new TrapException(trap.Code, detail: $"the instance has trapped in another call: {trap.Message}"));
        }

        foreach (var read in _reads.Where(read => read.Root == root).ToArray())
        {
            read.Fail(error);
        }

        End(ending => ending == root);
        Abandon(thread => thread.Instance.Root == root);
    }

    /// <summary>Ends what the host has of instances that a call of the host, which was no task, has ended with a trap.</summary>
    private void FailTrapped()
    {
        if (_store.IsInUseHere)
        {
            return;
        }

        var roots = _calls.Select(call => call.Root).Concat(_reads.Select(read => read.Root));
        foreach (var root in roots.Where(root => !root.HasTrapped && !root.MayEnter).ToHashSet())
        {
            Fail(root, AbiTraps.Of("the instance has trapped in another call"), task: null);
        }
    }

    private void End(Predicate<InstanceNode> isOver)
    {
        for (var node = _endings.First; node is not null;)
        {
            var (current, ending) = (node, node.Value);
            node = node.Next;
            if (isOver(ending.Root))
            {
                _endings.Remove(current);
                try
                {
                    ending.End();
                }
#pragma warning disable CA1031 // It is code of the host that cleans up. The instance has ended for a reason of its own, which is told.
                catch (Exception)
#pragma warning restore CA1031
                {
                }
            }
        }
    }

    /// <summary>Fails all calls and reads of the host, such as when their guests wait for what never comes.</summary>
    private void FailAll(Func<Exception> error)
    {
        foreach (var root in _calls.Select(call => call.Root).Concat(_reads.Select(read => read.Root)).ToHashSet())
        {
            Fail(root, error(), task: null);
        }
    }

    private void AddBlocked(ComponentThread thread)
    {
        const int MostBlocked = 1000;
        if (_blocked.Count >= MostBlocked)
        {
            throw AbiTraps.Of($"more than {MostBlocked} threads of the store wait with their stacks");
        }

        _blocked.Add(thread);
    }

    /// <summary>Unwinds the stacks of threads that wait.</summary>
    private void Abandon(Predicate<ComponentThread> isOver)
    {
        while (_blocked.FirstOrDefault(thread => isOver(thread)) is { } thread)
        {
            _blocked.Remove(thread);
            Switch(() => thread.Stack!.Abandon());
        }
    }

    /// <summary>Ends all calls, of a store that is disposed of.</summary>
    public void Dispose()
    {
        var error = new ObjectDisposedException(nameof(Store));
        while (_arrivals.TryDequeue(out var arrival))
        {
            arrival.Refused?.Invoke(error);
        }

        foreach (var call in _calls.ToArray())
        {
            call.Fail(error);
        }

        foreach (var read in _reads.ToArray())
        {
            read.Fail(error);
        }

        End(static _ => true);
        Abandon(static _ => true);
        CompleteCalls();
        _completer.Dispose();
    }

    /// <summary>Has nothing run any more, in a store that is about to be disposed of.</summary>
    /// <param name="isClosing">False when it is not disposed of after all.</param>
    private void Close(bool isClosing)
    {
        lock (_gate)
        {
            if (_isClosed == isClosing)
            {
                return;
            }

            _isClosed = isClosing;
            if (isClosing)
            {
                // While nobody is inside one stack is giving control to another, which may take its time on a busy machine.
                var start = Stopwatch.GetTimestamp();
                while (_isDriven && !_store.IsInUseHere
                    && Stopwatch.GetElapsedTime(start) < (_store.IsInUse ? ClosingTime : LongestSwitch))
                {
                    Monitor.Wait(_gate, ClosingTime / 10);
                }
            }
            else if (!_isDriven && (_arrivals.Count > 0 || (IsWanted && _ready.Count > 0)))
            {
                _isDriven = true;
                QueueDriver();
            }
        }
    }
}
