using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>An end of a stream or future in the hands of a guest (Canonical ABI, <c>CopyEnd</c>).</summary>
/// <param name="instance">The instance that has it.</param>
/// <param name="shared">The thing that it is an end of.</param>
/// <param name="isReadable">True for the end that is read from.</param>
internal sealed class CopyEnd(InstanceNode instance, SharedCopy shared, bool isReadable) : Waitable, ICopyParty
{
    private GuestBuffer? _buffer;
    private CopyResult _result;
    private bool _withdraws;
    private uint _index;
    private CopyState _state;

    /// <summary>A type that was found equal to that of the values.</summary>
    private ComponentValueType? _knownType = shared.Element;

    internal SharedCopy Shared => shared;

    internal bool IsReadable => isReadable;

    internal bool IsStream => shared is SharedStream;

    internal bool IsCopying => _state is CopyState.Copying or CopyState.Cancelling;

    internal override string Description => WordsOf(IsStream, isReadable);

    private string Kind => IsStream ? "stream" : "future";

    internal static string WordsOf(bool isStream, bool isReadable) =>
        (isStream, isReadable) switch
        {
            (true, true) => "readable end of a stream",
            (true, false) => "writable end of a stream",
            (false, true) => "readable end of a future",
            (false, false) => "writable end of a future",
        };

    /// <summary>Tests whether the values are of a type, as it is at run time.</summary>
    internal bool HasElementType(ComponentValueType? type)
    {
        if (ReferenceEquals(type, _knownType))
        {
            return true;
        }

        if (!TypeEquality.AreEqual(shared.Element, type))
        {
            return false;
        }

        _knownType = type;
        return true;
    }

    /// <summary>Begins to read or write.</summary>
    internal void Copy(GuestBuffer buffer, uint index)
    {
        if (_state == CopyState.Done)
        {
            throw AbiTraps.Of((IsStream, isReadable) switch
            {
                (true, true) => "cannot read from stream after being notified that the writable end dropped",
                (true, false) => "cannot write to stream after being notified that the readable end dropped",
                (false, true) => "cannot read from future after previous read succeeded",
                (false, false) => "cannot write to future after previous write succeeded or readable end dropped",
            });
        }

        if (_state != CopyState.Idle)
        {
            throw AbiTraps.Of("cannot have concurrent operations active on a future/stream");
        }

        (_buffer, _index, _state) = (buffer, index, CopyState.Copying);
        if (isReadable)
        {
            shared.Read(buffer, this);
        }
        else
        {
            shared.Write(buffer, this);
        }
    }

    /// <summary>Begins to take a read or write back.</summary>
    internal void Cancel()
    {
        if (_state != CopyState.Copying || HasWaiter)
        {
            throw AbiTraps.Of($"cannot cancel a {(isReadable ? "read" : "write")} of a {Kind}: there is none");
        }

        _state = CopyState.Cancelling;
        if (!HasEvent)
        {
            shared.Cancel();
        }
        else if (_withdraws && _buffer!.Remaining > 0)
        {
            // Some values were passed on, and more would have been: the official tests want it to be cancelled then.
            _result = CopyResult.Cancelled;
        }
    }

    /// <summary>Traps unless the end may be passed on.</summary>
    internal void RequireIdle()
    {
        if (_state == CopyState.Done)
        {
            throw AbiTraps.Of(IsStream
                ? "cannot lift stream after being notified that the writable end dropped"
                : "cannot lift future after previous read succeeded");
        }

        if (_state != CopyState.Idle)
        {
            throw AbiTraps.Of($"cannot remove busy {Kind}");
        }

        if (IsInSet)
        {
            throw AbiTraps.Of($"cannot lift {Kind} while it's in a waitable set");
        }
    }

    /// <summary>Drops the end.</summary>
    internal void Drop()
    {
        if (IsCopying)
        {
            throw AbiTraps.Of($"cannot {(isReadable ? "remove" : "drop")} busy {Kind}");
        }

        if (!isReadable && !IsStream && _state != CopyState.Done)
        {
            throw AbiTraps.Of("cannot drop future write end without first writing a value");
        }

        shared.Drop();
        Join(null);
    }

    public void NoteCopy()
    {
        (_result, _withdraws) = (CopyResult.Completed, true);
        SetEvent(instance);
    }

    public void NoteEnd(CopyResult result)
    {
        (_result, _withdraws) = (result, false);
        SetEvent(instance);
    }

    private protected override WaitableEvent MakeEvent()
    {
        if (_withdraws)
        {
            shared.Withdraw();
            _withdraws = false;
        }

        var isDone = _result == CopyResult.Dropped || (!IsStream && _result == CopyResult.Completed);
        _state = isDone ? CopyState.Done : CopyState.Idle;
        var progress = IsStream ? (uint)_buffer!.Progress << 4 : 0;
        _buffer = null;
        var kind = (IsStream, isReadable) switch
        {
            (true, true) => EventCode.StreamRead,
            (true, false) => EventCode.StreamWrite,
            (false, true) => EventCode.FutureRead,
            (false, false) => EventCode.FutureWrite,
        };
        return new WaitableEvent(kind, _index, (uint)_result | progress);
    }

    /// <summary>The states of an end (Canonical ABI, <c>CopyState</c>).</summary>
    private enum CopyState : byte
    {
        Idle,
        Copying,
        Cancelling,
        Done,
    }
}
