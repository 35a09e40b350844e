using Lanner.Components;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The rules that hold for both kinds of streams: after a failure or its end a stream is closed, and one that is closed is ready
/// for ever. The end of a file is only where it ends at the moment.</summary>
internal abstract class GuestStream : HostResource, IWaitable
{
    private static readonly ComponentValue ClosedError = ComponentValue.Error(ComponentValue.FromVariant("closed"));

    /// <summary>True if the stream was found at its end and nothing can come behind it, or has failed.</summary>
    internal bool IsClosed { get; private set; }

    public bool IsReady => IsClosed || Source.IsReady;

    public WakeUp WakeUp => Source.WakeUp;

    /// <summary>The host's side.</summary>
    protected abstract IWaitable Source { get; }

    /// <summary>Waits until the stream is ready.</summary>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    internal void WaitUntilReady(InterfaceCall call)
    {
        call.Store.ThrowIfInterrupted();
        if (!IsReady)
        {
            Poller.WaitFor(call, this);
        }
    }

    /// <summary>True if nothing can come behind the end.</summary>
    protected virtual bool EndIsFinal => true;

    /// <summary>The result for a guest where the stream is at its end or has failed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="status">The outcome, not <see cref="StreamStatus.Open"/>.</param>
    /// <param name="failure">Why it has failed, if it has.</param>
    /// <exception cref="TrapException">The guest was interrupted while it waited.</exception>
    internal ComponentValue Refuse(InterfaceCall call, StreamStatus status, IoFailure? failure)
    {
        // With an error the guest could go on until its next loop or call, and end in another way.
        call.Store.ThrowIfInterrupted();
        IsClosed = status != StreamStatus.Closed || EndIsFinal;
        return status == StreamStatus.Closed
            ? ClosedError
            : ComponentValue.Error(ComponentValue.FromVariant(
                "last-operation-failed", call.Own(ResourceTypes.Error, new IoError(failure ?? IoFailure.Of(WasiError.InputOutput)))));
    }
}
