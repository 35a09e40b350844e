namespace Lanner.Wasi.Preview2.Http;

/// <summary>The time that one request may take until the head of its response is there: first for connecting, then for the peer. What has
/// passed for the one does not count for the other. Thread-safe.</summary>
internal sealed class RequestTimeouts : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly RequestOptions _options;
    private volatile bool _isConnecting;

    /// <summary>Begins with the time of the peer, since there may be a connection already.</summary>
    internal RequestTimeouts(RequestOptions options, CancellationToken cancellation)
    {
        _options = options;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _end.CancelAfter(options.FirstByteTimeout);
    }

    /// <summary>Cancelled when the time is over.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>The error of a request whose time is over.</summary>
    internal HttpError Error => _isConnecting ? HttpError.ConnectionTimeout : HttpError.ReadTimeout;

    internal void BeginConnecting()
    {
        _isConnecting = true;
        CancelAfter(_options.ConnectTimeout);
    }

    internal void EndConnecting()
    {
        _isConnecting = false;
        CancelAfter(_options.FirstByteTimeout);
    }

    public void Dispose() => _end.Dispose();

    private void CancelAfter(TimeSpan time)
    {
        try
        {
            _end.CancelAfter(time);
        }
        catch (ObjectDisposedException)
        {
            // The request has ended with another connection than the one that was made for it.
        }
    }
}
