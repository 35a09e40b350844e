using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>A body that comes from outside.</summary>
/// <param name="Origin">The source of the bytes.</param>
/// <param name="Timeout">The longest time to wait for more bytes.</param>
internal sealed record BodyOfHost(IBodyOrigin Origin, TimeSpan Timeout)
{
    /// <summary>Reads at least a byte.</summary>
    /// <returns>The number of bytes; none at the end.</returns>
    /// <exception cref="WasiHttpException">The body was broken off, or nothing came for too long.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(Timeout);
        try
        {
            return await Origin.Stream.ReadAsync(room, timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw HttpError.ReadTimeout.ToException(exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Origin.Explain(exception).ToException(exception);
        }
    }
}
