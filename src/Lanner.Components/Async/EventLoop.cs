using System.Runtime.ExceptionServices;
using Lanner.Components.Resources;
using Lanner.Runtime;

namespace Lanner.Components.Async;

/// <summary>Runs the threads of guests in a store, one at a time, as soon as they are ready (Canonical ABI, <c>Store.tick</c>). While none
/// is, no thread of the process is kept but those whose stacks guests need.</summary>
/// <remarks>Whoever runs guests has the role of the driver, which one stack has at a time: a stack of a pool, which gives it up when
/// nothing is ready; a stack that a guest has blocked on and goes on with; or the host's own thread while it calls. Only what
/// <see cref="Post"/> and <see cref="Acquire"/> touch is shared between threads; all else belongs to the driver.</remarks>
internal sealed partial class EventLoop : IDisposable
{
    private static readonly StoreKey<EventLoop> Key = new("event loop", static store => new EventLoop(store));

    private readonly Store _store;
    private readonly object _gate = new();
    private readonly Queue<(Action Done, Action<Exception>? Refused)> _arrivals = new();
    private readonly LinkedList<ComponentThread> _ready = new();
    private readonly HashSet<ComponentThread> _blocked = [];

    /// <summary>The reads of the host that have not ended.</summary>
    private readonly HashSet<HostTarget> _reads = [];

    /// <summary>The place where whoever has resumed the thread that runs waits for control; null if it is the driver.</summary>
    private Baton? _resumer;
    private bool _isDriven;
    private bool _isClosed;

    /// <summary>The number of the host's threads that want to be the driver.</summary>
    private int _hosts;
    private long _waits;

    private EventLoop(Store store)
    {
        _store = store;
        store.Closing = Close;
        _completer = new Timer(
            _ =>
            {
                lock (_completions)
                {
                    _isCompleterSet = false;
                }

                CompleteCalls();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>The loop of a store.</summary>
    internal static EventLoop Of(Store store) => store.Get(Key);

    /// <summary>The loop of a store, if it has one.</summary>
    internal static EventLoop? Find(Store store) => store.TryGet(Key, out var loop) ? loop : null;

    /// <summary>The things of the host that may still come: without any, guests that wait do so for ever.</summary>
    internal int HostWork { get; set; }

    /// <summary>True if the host waits for something. Only then do guests run, so that a host which calls and waits finds its store as it
    /// was left: what a task does after its result goes on in the next call.</summary>
    private bool IsWanted => _calls.Count + _reads.Count > 0;

    /// <summary>True if a thread is ready, in any instance.</summary>
    internal bool HasReady => _ready.Any(static thread => thread.IsReady);

    /// <summary>Whoever follows the loop, and decides where the specification leaves the order open; or null.</summary>
    internal IEventLoopObserver? Observer { get; set; }

    internal long NextWaitNumber() => ++_waits;

    /// <summary>Has something done by the driver, as soon as nobody else runs. May be called by any thread.</summary>
    /// <param name="arrival">The action.</param>
    /// <param name="refused">Called instead if the store is disposed of before, with the exception that says so; null if that need not be
    /// known.</param>
    /// <exception cref="ObjectDisposedException">The store is disposed of, and somebody wants to know.</exception>
    internal void Post(Action arrival, Action<Exception>? refused = null)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                ObjectDisposedException.ThrowIf(refused is not null, _store);
                return;
            }

            _arrivals.Enqueue((arrival, refused));
            Monitor.PulseAll(_gate);
            if (!_isDriven)
            {
                _isDriven = true;
                QueueDriver();
            }
        }
    }

    /// <summary>Makes the running thread the driver, which it waits for if another is: the host is about to call.</summary>
    internal void Acquire()
    {
        lock (_gate)
        {
            _hosts++;
            while (_isDriven)
            {
                GuestScheduler.BeginWait();
                Monitor.Wait(_gate);
                GuestScheduler.EndWait();
            }

            _hosts--;
            _isDriven = true;
        }
    }

    /// <summary>Undoes <see cref="Acquire"/>: what has arrived meanwhile is done by a thread of the pool.</summary>
    internal void Release()
    {
        FailTrapped();
        lock (_gate)
        {
            if (_hosts == 0 && !_isClosed && (_arrivals.Count > 0 || (IsWanted && _ready.Count > 0)))
            {
                QueueDriver();
                return;
            }

            _isDriven = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Makes the running thread the driver, if the store has tasks and the thread is not called by the driver already.</summary>
    /// <returns>The loop to be released; null if there is nothing to do.</returns>
    internal static EventLoop? AcquireFor(Store store)
    {
        if (Find(store) is not { } loop)
        {
            return null;
        }

        if (store.IsInUseHere)
        {
            return loop.TryAcquire() ? loop : null;
        }

        loop.Acquire();
        return loop;
    }

    private bool TryAcquire()
    {
        lock (_gate)
        {
            return !_isDriven && (_isDriven = true);
        }
    }

    /// <summary>Has a thread looked at that waits: it may be ready now.</summary>
    internal void Notify(ComponentThread thread)
    {
        if (thread.ReadyNode.List is null)
        {
            _ready.AddLast(thread.ReadyNode);
        }
    }

    /// <summary>Resumes a thread, and then those that it switches to, until one has blocked or ended (Canonical ABI,
    /// <c>Thread.resume</c>).</summary>
    /// <returns>The thread that is to go on, if that is one which waits within this call; otherwise null.</returns>
    internal ComponentThread? Resume(ComponentThread thread, bool isCancelled = false)
    {
        while (true)
        {
            // A request to cancel may be on its way to it.
            isCancelled |= thread.IsCancelled;
            var (next, error) = thread.Stack is not null ? Switch(() => Continue(thread, isCancelled))
                : thread.Instance.MayBlock ? Switch(() => StartStack(thread, isCancelled))
                : (null, Run(thread, isCancelled));
            if (error is not null)
            {
                ExceptionDispatchInfo.Throw(error);
            }

            if (next is null or { IsInline: true })
            {
                return next;
            }

            thread = next;
            isCancelled = false;
        }
    }

    /// <summary>Blocks the thread that runs, with its stack (Canonical ABI, <c>block</c>). It has begun to wait.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="next">The thread that is to run in its place, or null.</param>
    /// <returns>True if it is resumed because it is cancelled.</returns>
    internal bool Block(ComponentThread thread, ComponentThread? next)
    {
        var baton = new Baton();
        AddBlocked(thread);
        thread.Stack = baton;
        thread.Save();
        thread.Instance.RunningThread = null;
        var resumer = _resumer;
        if (resumer is null)
        {
            thread.Instance.LeaveTo(common: null);
        }

        var depth = _store.Suspend();
        if (resumer is null)
        {
            PassRole(next);
        }
        else
        {
            resumer.Return(next, error: null);
        }

        baton.Wait();
        _store.Resume(depth);
        thread.Stack = null;
        if (baton.IsAbandoned)
        {
            throw AbiTraps.Of("the instance has trapped, or its store is disposed of, while the thread waited");
        }

        thread.StopWaiting();
        thread.Restore();
        return baton.IsCancelled;
    }

    /// <summary>Runs a thread here until it ends or waits without a stack.</summary>
    /// <returns>The exception that it has ended with, or null.</returns>
    private Exception? Run(ComponentThread thread, bool isCancelled)
    {
        try
        {
            thread.StopWaiting();
            thread.Restore();
            thread.TakeNext()(isCancelled);
            thread.Save();
            thread.Instance.RunningThread = null;
            return null;
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, _store))
        {
            return GuestFaults.Translate(exception, _store);
        }
#pragma warning disable CA1031 // It goes on where control goes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    /// <summary>Gives control to the stack of a thread that has blocked.</summary>
    private void Continue(ComponentThread thread, bool isCancelled)
    {
        _blocked.Remove(thread);
        thread.Stack!.Continue(isCancelled);
    }

    /// <summary>Gives control to another stack, and waits until it comes back.</summary>
    private (ComponentThread? Next, Exception? Error) Switch(Action start)
    {
        var saved = _resumer;
        var baton = new Baton();
        _resumer = baton;
        var depth = _store.Suspend();
        start();
        baton.Wait();
        _store.Resume(depth);
        _resumer = saved;
        return baton.Answer;
    }
}
