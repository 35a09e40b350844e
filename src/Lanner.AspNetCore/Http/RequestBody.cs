using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lanner.AspNetCore.Http;

/// <summary>The body of a request, for as long as the request is handled. Servers use the stream of a connection again for its next
/// request: a guest that still runs then must not read from that one.</summary>
internal sealed class RequestBody : Stream
{
    private readonly Stream _inner;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _isClosed;

    private RequestBody(Stream inner) => _inner = inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The reason for which the server has refused the body, such as its size; null if it has not.</summary>
    internal BadHttpRequestException? Refusal { get; private set; }

    /// <summary>The body of a request.</summary>
    /// <returns>The body, or null if there is none.</returns>
    internal static RequestBody? Of(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? null : new(request.Body);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            return await _inner.ReadAsync(buffer, closing.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refusal)
        {
            Refusal = refusal;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Ends a read that is under way, and all later ones.</summary>
    internal async Task CloseAsync()
    {
        _isClosed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        _turn.Release();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
