using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Something of the host that guests read as a stream or future, which none does yet.</summary>
internal interface IHostSource
{
    /// <summary>Tests whether what comes is of a type.</summary>
    bool IsOf(ComponentValueType? element);

    /// <summary>Makes the stream or future that a guest reads.</summary>
    SharedCopy Attach(InstanceNode instance, ComponentValueType? element);

    /// <summary>Ends it, since nobody reads it.</summary>
    void Drop();
}

/// <summary>An end to read from, in the hands of the host: of what a guest has passed on, or of what the host has made.</summary>
internal sealed class HostEnd
{
    private readonly IHostSource? _source;
    private readonly SharedCopy? _shared;
    private readonly Store? _store;
    private readonly EventLoop? _loop;
    private int _isGone;
    private bool _isPassed;
    private volatile bool _isAtEnd;

    /// <summary>True while the loop counts on the host.</summary>
    private bool _isCounted;

    internal HostEnd(IHostSource source) => _source = source;

    /// <param name="shared">The thing that it is an end of.</param>
    /// <param name="store">The store of the guest.</param>
    /// <param name="loop">The loop of the store, which counts on the host; null where another guest gets the end at once.</param>
    internal HostEnd(SharedCopy shared, Store store, EventLoop? loop)
    {
        (_shared, _store, _loop) = (shared, store, loop);
        if (loop is not null)
        {
            _isCounted = true;
            loop.HostWork++;
        }
    }

    /// <summary>The type of the values, of an end that a guest has passed on; null where there are none.</summary>
    internal ComponentValueType? Element => _shared?.Element;

    /// <summary>The end that a value of the kind of streams or futures is.</summary>
    internal static HostEnd Of(in ComponentValue value) =>
        value.Payload is ComponentStream stream ? stream.End : ((ComponentFuture)value.Payload!).End;

    /// <summary>Tests whether the end can be passed to a guest.</summary>
    internal bool MayPass(ComponentValueType? element, Store store) => _isGone == 0
        && (_source?.IsOf(element) ?? (_store == store && TypeEquality.AreEqual(_shared!.Element, element)));

    /// <summary>Passes the end on to a guest. Done by the driver.</summary>
    internal SharedCopy PassTo(InstanceNode instance, ComponentValueType? element)
    {
        (_isGone, _isPassed) = (1, true);
        Uncount();
        return _shared ?? _source!.Attach(instance, element);
    }

    /// <summary>Begins to read. May be called by any thread.</summary>
    /// <param name="target">The place for the values.</param>
    /// <param name="cancellation">Takes the read back.</param>
    internal void Read(HostTarget target, CancellationToken cancellation)
    {
        if (_isPassed)
        {
            throw new InvalidOperationException("The end was passed on.");
        }

        ObjectDisposedException.ThrowIf(_isGone != 0, this);
        var loop = _loop ?? throw new InvalidOperationException("The host has made this for a guest to read.");
        cancellation.ThrowIfCancellationRequested();
        if (_isAtEnd)
        {
            target.EndEmpty();
            return;
        }

        target.Attach(this, _shared!, loop, cancellation);
        loop.Post(target.Begin, target.Fail);
    }

    /// <summary>Notes that all was read, so that nothing more of the host is waited for. Done by the driver.</summary>
    internal void Finish()
    {
        _isAtEnd = true;
        Uncount();
    }

    /// <summary>Refuses to wait on a thread that guests wait for: what they write would never come.</summary>
    /// <exception cref="InvalidOperationException">The running thread is inside the store.</exception>
    internal void RequireMayWait()
    {
        if (_store?.IsInUseHere == true)
        {
            throw new InvalidOperationException(
                "A function of the host that a guest waits for cannot wait for a stream of that guest: make it async.");
        }
    }

    private void Uncount()
    {
        if (_isCounted)
        {
            _isCounted = false;
            _loop!.HostWork--;
        }
    }

    /// <summary>Drops the end: whoever writes is told so. May be called by any thread, and more than once.</summary>
    internal void Drop()
    {
        if (Interlocked.Exchange(ref _isGone, 1) != 0)
        {
            return;
        }

        _source?.Drop();
        _loop?.Post(() =>
        {
            Uncount();
            _shared!.Drop();
        });
    }
}
