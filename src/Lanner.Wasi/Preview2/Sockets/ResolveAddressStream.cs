using System.Net;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A <c>resolve-address-stream</c>: the addresses of a name, one after the other.</summary>
internal sealed class ResolveAddressStream(Task<NameAnswer> answer) : HostResource(BytesOfAnswer), IWaitable
{
    /// <summary>About the most bytes of an answer that the host keeps.</summary>
    private const int BytesOfAnswer = 24 << 10;

    private int _next;

    public bool IsReady => answer.IsCompleted;

    public WakeUp WakeUp => WakeUp.ByTask(answer);

    /// <summary>Gives the next address.</summary>
    /// <param name="address">The address, or null at the end.</param>
    internal NetworkError? Next(out IPAddress? address)
    {
        address = null;
        if (!answer.IsCompleted)
        {
            return NetworkError.WouldBlock;
        }

        var (outcome, addresses) = answer.GetAwaiter().GetResult();
        if (outcome != NameOutcome.Found)
        {
            return NetworkError.Of(outcome);
        }

        address = _next < addresses.Length ? addresses[_next++] : null;
        return null;
    }

    protected override void Dispose(bool disposing)
    {
        answer.IgnoreFailure();
        base.Dispose(disposing);
    }
}
