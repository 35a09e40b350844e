using System.Runtime.CompilerServices;
using Lanner.Runtime;

namespace Lanner;

/// <content>Entering and leaving: which thread is inside, how deep, and how much of its stack guests may use.</content>
/// <remarks>
/// The thread that was inside last may enter again without a lock or an interlocked instruction. This is sound because whoever takes the
/// store over makes itself the owner first, has every processor of the process drain its stores, and only then looks whether somebody is
/// inside: either it sees that thread's depth, or that thread sees the new owner.
/// </remarks>
public sealed partial class Store
{
    private readonly Lock _gate = new();
    private readonly List<InstanceState> _states = [];
    private GuestThread _owner = GuestThread.Nobody;
    private nuint _stackLimit;
    private int _depth;

    /// <summary>True if leaving takes more than counting.</summary>
    private bool _leavesSlowly;

    private bool _isClosed;

    /// <summary>The reference that threads keep of the store.</summary>
    private WeakReference<Store>? _self;

    /// <summary>True if it is the store's limit, and not the thread's stack, that ends recursion.</summary>
    private bool _isStackLimited;

    /// <summary>The scope that stops the call from the host that runs at the moment, when its time is limited.</summary>
    private TimeScope? _callTime;

    /// <summary>True if each call from the host begins with something that lasts as long as the call.</summary>
    private bool IsPreparedForEachCall => Limits.StackBytes is not null || Limits.CallTime is not null;

    /// <summary>Lets the running thread into the store. Every call from the host begins with this.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        var thread = GuestThread.CurrentOrNull;
        if (ReferenceEquals(_owner, thread))
        {
            _depth++;
            if (ReferenceEquals(Volatile.Read(ref _owner), thread))
            {
                return;
            }

            _depth--;
        }

        EnterSlowly();
    }

    /// <summary>Undoes one <see cref="Enter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Leave()
    {
        if (_leavesSlowly)
        {
            LeaveSlowly();
        }
        else
        {
            _depth--;
        }
    }

    /// <summary>Tests whether a thread was inside last, or is.</summary>
    internal bool IsOwnedBy(GuestThread thread) => ReferenceEquals(_owner, thread);

    /// <summary>Tests whether a thread is inside, which is asked on that thread.</summary>
    internal bool IsUsedBy(GuestThread thread) => IsOwnedBy(thread) && _depth > 0;

    /// <summary>Stops the clock of the call from the host while the guest waits, if the limits say so.</summary>
    /// <returns>The clock, which the same thread has to start again; null if there is none to stop, or a wait around this one has stopped
    /// it.</returns>
    internal TimeScope? StopCallTime() => !Limits.CallTimeIncludesWaiting && _callTime is { } clock && clock.Stop() ? clock : null;

    /// <summary>True if a thread is inside, such as one that runs a guest: any other is refused. May be asked by any thread, and tells of
    /// the moment.</summary>
    public bool IsInUse => Volatile.Read(ref _depth) != 0;

    /// <summary>The states of all instances, in the order of their making.</summary>
    internal InstanceState[] States
    {
        get
        {
            lock (_gate)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>Refuses to make something for a store that nobody can enter any more.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), this);

    /// <summary>Counts an instance in, before anything of it runs.</summary>
    internal void Add(InstanceState state)
    {
        lock (_gate)
        {
            _states.Add(state);
            SetFlags(state);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlowly()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var thread = GuestThread.Current;
            if (!ReferenceEquals(_owner, thread))
            {
                TakeOver(thread);
                SetStackLimit(thread);
                if (Engine.Options.Interruptible)
                {
                    thread.Add(_self ??= new WeakReference<Store>(this));
                }

                _leavesSlowly |= IsPreparedForEachCall;
            }

            _depth++;
        }

        if (_depth == 1 && Limits.CallTime is { } time)
        {
            _callTime = new TimeScope(this, time);
        }
    }

    /// <summary>Makes a thread the owner, if nobody is inside.</summary>
    private void TakeOver(GuestThread thread)
    {
        var previous = _owner;
        Volatile.Write(ref _owner, thread);

        // The running thread is not on its way in; another that was inside may be. The barrier interrupts every processor that runs the
        // program.
        if (!ReferenceEquals(previous, GuestThread.Nobody) && !ReferenceEquals(previous, GuestThread.CurrentOrNull))
        {
            Interlocked.MemoryBarrierProcessWide();
        }

        if (Volatile.Read(ref _depth) != 0)
        {
            _owner = previous;
            throw new InvalidOperationException(
                ReferenceEquals(previous, GuestThread.Current)
                    ? "A guest of the store is running."
                    : "The store is in use on another thread.");
        }
    }

    private unsafe void SetStackLimit(GuestThread thread)
    {
        _stackLimit = thread.StackLimit;
        _isStackLimited = false;
        if (Limits.StackBytes is { } bytes)
        {
            // The limit counts from where the call from the host stands, so that it has to be found anew for each.
            byte here;
            var position = (nuint)(&here);
            if ((ulong)bytes < position && position - (nuint)bytes > _stackLimit)
            {
                _stackLimit = position - (nuint)bytes;
                _isStackLimited = true;
            }
        }

        SetFlags();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveSlowly()
    {
        if (_depth == 1 && _callTime is { } callTime)
        {
            // Before anybody else can enter, and not under the lock, which the clock takes while it holds that of the scope.
            _callTime = null;
            callTime.Dispose();
        }

        lock (_gate)
        {
            if (_depth == 1)
            {
                EndStop();
                _leavesSlowly = false;
                if (IsPreparedForEachCall)
                {
                    _owner = GuestThread.Nobody;
                }
            }

            _depth--;
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>True if the store was open until now.</returns>
    private bool Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            TakeOver(GuestThread.Nobody);
            _isClosed = true;
            SetFlags();
            return true;
        }
    }

    /// <summary>The trap for a guest whose stack is used up.</summary>
    internal TrapException StackTrap() => new(
        TrapCode.StackExhausted, limit: _isStackLimited ? new ResourceLimit(ResourceKind.Stack, Limits.StackBytes!.Value) : null);

    /// <summary>Tells all instances how far down the stack they may go and whether they have to stop.</summary>
    private void SetFlags()
    {
        foreach (var state in _states)
        {
            SetFlags(state);
        }

        if (IsInterrupted)
        {
            _waits?.WakeAll();
        }
    }

    private void SetFlags(InstanceState state)
    {
        // A function looks at the limit only, and asks which of the two it was when it has found it too high. In a store that is closed
        // every function and every loop traps.
        if (IsInterrupted || _isClosed)
        {
            state.Interrupt = 1;
            state.StackLimit = nuint.MaxValue;
        }
        else
        {
            state.StackLimit = _stackLimit;
            state.Interrupt = 0;
        }
    }
}
