using System.Buffers;
using Lanner.Hosting;
using Lanner.Wasi;
using Microsoft.AspNetCore.Http;

namespace Lanner.AspNetCore.Http;

/// <summary>Makes responses of the server of those of guests.</summary>
internal static class ResponseWriter
{
    /// <summary>The bytes that are gathered while the guest has more of them.</summary>
    private const int Capacity = 16 << 10;

    /// <summary>Fields that say where a message ends: a trailer cannot (RFC 9110, section 6.5.1).</summary>
    private static readonly HashSet<string> NoTrailers =
        new(StringComparer.OrdinalIgnoreCase) { "content-length", "transfer-encoding", "trailer", "te", "set-cookie" };

    /// <summary>Writes a response, and ends it.</summary>
    /// <param name="source">The response of the guest.</param>
    /// <param name="context">The request of the server, which takes the response.</param>
    /// <param name="fields">The encoding of its fields.</param>
    /// <param name="lease">Counts what the guest answers.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="FieldException">The head cannot be written; nothing was.</exception>
    /// <exception cref="WasiHttpException">The guest has broken off the body.</exception>
    /// <exception cref="GuestCallException">The response is too long.</exception>
    internal static async Task WriteAsync(
        WasiHttpResponse source, HttpContext context, HeaderBytes fields, GuestLease lease, CancellationToken cancellation)
    {
        var response = context.Response;
        response.StatusCode = source.StatusCode;
        foreach (var (name, value) in source.Headers)
        {
            response.Headers.Append(name, fields.Decode(name, value));
        }

        if (ResponseRules.HasBody(context.Request.Method, source.StatusCode))
        {
            await CopyAsync(source, response, lease, cancellation).ConfigureAwait(false);
            WriteTrailers(source, response, fields);
            await response.CompleteAsync().ConfigureAwait(false);
            return;
        }

        if (!ResponseRules.HasLength(source.StatusCode))
        {
            response.Headers.ContentLength = null;
        }

        // Nobody is sent the body, which the guest may write nevertheless.
        await response.CompleteAsync().ConfigureAwait(false);
        await SkipAsync(source, lease, cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies the body. What is there is sent when the guest has no more for now; a body that ends at once is sent with its
    /// length.</summary>
    private static async Task CopyAsync(
        WasiHttpResponse source, HttpResponse response, GuestLease lease, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Capacity);
        var (sent, end) = (0, 0);
        while (true)
        {
            // The read fills the rest of the buffer while what stands before it is sent.
            var reading = source.Body.ReadAsync(buffer.AsMemory(end), cancellation);
            if (!reading.IsCompleted && end > sent)
            {
                await SendAsync(response, buffer.AsMemory(sent..end), cancellation).ConfigureAwait(false);
                sent = end;
            }

            var count = await reading.ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            lease.CountResponse(count);
            end += count;
            if (end == buffer.Length)
            {
                await SendAsync(response, buffer.AsMemory(sent..end), cancellation).ConfigureAwait(false);
                (sent, end) = (0, 0);
            }
        }

        if (!response.HasStarted && sent == 0)
        {
            response.ContentLength ??= end;
        }

        if (end > sent)
        {
            await SendAsync(response, buffer.AsMemory(sent..end), cancellation).ConfigureAwait(false);
        }

        // Not after an exception: something may still be read into it.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async ValueTask SendAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var result = await response.BodyWriter.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("Nobody takes the response any more.", cancellation);
        }
    }

    private static async Task SkipAsync(WasiHttpResponse source, GuestLease lease, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 10];
        while (await source.Body.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            lease.CountResponse(count);
        }
    }

    /// <summary>Writes the trailers, where the protocol has a place for them: HTTP/2 and HTTP/3. A response of HTTP/1.1 is sent without
    /// (RFC 9110, section 6.5.1).</summary>
    private static void WriteTrailers(WasiHttpResponse source, HttpResponse response, HeaderBytes fields)
    {
        if (!response.SupportsTrailers())
        {
            return;
        }

        foreach (var (name, value) in source.Trailers)
        {
            if (!NoTrailers.Contains(name))
            {
                response.AppendTrailer(name, fields.Decode(name, value));
            }
        }
    }
}
