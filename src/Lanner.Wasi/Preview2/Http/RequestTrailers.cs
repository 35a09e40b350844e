using System.Text;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A connection of .NET that sends the trailers of requests, which .NET itself does not: it ends a chunked body with a chunk of
/// none, and that is where they belong (RFC 9112, section 7.1.2).</summary>
/// <param name="inner">The connection, of HTTP/1.1 and after TLS.</param>
/// <remarks>.NET writes a body in the flow of the call that sends the request, so that the flow says whose body it is. What was written
/// before of a body was flushed, so that nothing is behind the last chunk when it is written.</remarks>
internal sealed class RequestTrailers(Stream inner) : Stream
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();
    private static readonly AsyncLocal<RequestContent?> Current = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says whose body is written from now on in this flow.</summary>
    internal static void Begin(RequestContent? content) => Current.Value = content;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(
        Current.Value?.FinalTrailers is { } trailers && buffer.Span.EndsWith(LastChunk) ? Encode(buffer.Span, trailers) : buffer,
        cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The end of a body with its trailers, of whose values none has the end of a line in it.</summary>
    private static byte[] Encode(ReadOnlySpan<byte> end, FieldList trailers)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in trailers)
        {
            text.Append(name).Append(": ").Append(Encoding.Latin1.GetString(value)).Append("\r\n");
        }

        return [.. end[..^2], .. Encoding.Latin1.GetBytes(text.Append("\r\n").ToString())];
    }
}
