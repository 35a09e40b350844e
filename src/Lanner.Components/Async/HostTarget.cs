using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A read of the host (Canonical ABI, <c>WritableBuffer</c>), which ends as soon as there is something.</summary>
/// <param name="maximumCount">The most values that are read.</param>
internal abstract class HostTarget(int maximumCount) : CopyBuffer, ICopyParty
{
    private HostEnd? _end;
    private SharedCopy? _shared;
    private EventLoop? _loop;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private bool _hasBegun;
    private bool _isOver;

    internal override int Remaining => maximumCount - Count;

    internal override bool IsZeroLength => false;

    /// <summary>The outermost instance that what is read comes from.</summary>
    internal InstanceNode Root => _shared!.Maker.Root;

    /// <summary>The number of values that were read.</summary>
    protected int Count { get; private set; }

    public void NoteCopy()
    {
        _shared!.Withdraw();
        End(isCancelled: false);
    }

    public void NoteEnd(CopyResult result)
    {
        if (result == CopyResult.Dropped)
        {
            _end!.Finish();
        }

        End(result == CopyResult.Cancelled);
    }

    /// <summary>Takes values of a guest.</summary>
    internal void Add(GuestBuffer source, int count)
    {
        Take(source, count);
        Count += count;
    }

    /// <summary>Takes values of the host itself.</summary>
    internal void Add(HostSource source, int count)
    {
        Take(source.Take(count));
        Count += count;
    }

    /// <summary>Says what is read, who does it, and when it is taken back.</summary>
    internal void Attach(HostEnd end, SharedCopy shared, EventLoop loop, CancellationToken cancellation)
    {
        (_end, _shared, _loop, _cancellation) = (end, shared, loop, cancellation);
        if (cancellation.CanBeCanceled)
        {
            _registration = cancellation.UnsafeRegister(_ => loop.Post(Cancel), null);
        }
    }

    /// <summary>Begins to read. Done by the driver.</summary>
    internal void Begin()
    {
        if (_isOver)
        {
            return;
        }

        _loop!.Add(this);
        if (Root.HasTrapped)
        {
            Fail(AbiTraps.CannotEnter());
            return;
        }

        if (_shared!.IsReadByHost)
        {
            Fail(new InvalidOperationException("Another read is on its way."));
            return;
        }

        _hasBegun = true;
        try
        {
            _shared.Read(this, this);
        }
        catch (TrapException trap)
        {
            // What the guest wrote cannot be lifted.
            Fail(trap);
            _loop.FailOfHost(Root, trap);
        }
    }

    /// <summary>Ends with nothing, as at the end of a stream.</summary>
    internal void EndEmpty()
    {
        _isOver = true;
        Complete();
    }

    /// <summary>Ends with an exception: nothing will come.</summary>
    internal void Fail(Exception error)
    {
        if (TryEnd())
        {
            CompleteWith(error);
        }
    }

    protected abstract void Take(GuestBuffer source, int count);

    protected abstract void Take(ComponentValue values);

    protected abstract void Complete();

    protected abstract void CompleteWith(Exception error);

    protected abstract void Cancel(CancellationToken cancellation);

    private void Cancel()
    {
        if (_isOver)
        {
            return;
        }

        if (_hasBegun)
        {
            _shared!.Cancel();
        }
        else
        {
            End(isCancelled: true);
        }
    }

    private bool TryEnd()
    {
        if (_isOver)
        {
            return false;
        }

        _isOver = true;
        _loop!.Remove(this);
        _registration.Unregister();
        return true;
    }

    private void End(bool isCancelled)
    {
        if (!TryEnd())
        {
            return;
        }

        if (isCancelled)
        {
            Cancel(_cancellation);
        }
        else
        {
            Complete();
        }
    }
}

/// <summary>A read of values of any type.</summary>
internal sealed class HostValueTarget(int maximumCount) : HostTarget(maximumCount)
{
    private readonly TaskCompletionSource<ComponentValue> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentValue _values = ComponentValue.FromList();

    /// <summary>Ends with a list of what was read, which is empty at the end of a stream.</summary>
    internal Task<ComponentValue> Completion => _completion.Task;

    protected override void Take(GuestBuffer source, int count) => _values = source.Lift(count);

    protected override void Take(ComponentValue values) => _values = values;

    protected override void Complete() => _completion.TrySetResult(_values);

    protected override void CompleteWith(Exception error) => _completion.TrySetException(error);

    protected override void Cancel(CancellationToken cancellation) => _completion.TrySetCanceled(cancellation);
}

/// <summary>A read of bytes to a place of the host.</summary>
internal sealed class HostByteTarget(Memory<byte> target) : HostTarget(target.Length)
{
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the number of bytes, which is 0 at the end of a stream.</summary>
    internal Task<int> Completion => _completion.Task;

    protected override void Take(GuestBuffer source, int count) => source.TakeBytes(target.Span[..count]);

    protected override void Take(ComponentValue values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            target.Span[index] = values.ElementAt(index).AsU8();
        }
    }

    protected override void Complete() => _completion.TrySetResult(Count);

    protected override void CompleteWith(Exception error) => _completion.TrySetException(error);

    protected override void Cancel(CancellationToken cancellation) => _completion.TrySetCanceled(cancellation);
}
