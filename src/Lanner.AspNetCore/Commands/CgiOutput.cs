using Lanner.AspNetCore.Http;
using Lanner.Hosting;
using Microsoft.AspNetCore.Http;

namespace Lanner.AspNetCore.Commands;

/// <summary>The standard output of a program, which becomes the response: the headers, an empty line, and the body. The program waits for
/// whoever takes it.</summary>
/// <param name="context">The request.</param>
/// <param name="fields">The encoding of fields.</param>
internal sealed class CgiOutput(HttpContext context, HeaderBytes fields) : Stream
{
    private readonly CgiHeader _header = new();
    private readonly SemaphoreSlim _turn = new(1);
    private GuestLease? _lease;
    private bool _isClosed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The reason for which nothing more is taken; null while all is well.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Tells which call the output belongs to, once it has an instance: what the instance has written while it was made, the
    /// header at most, is taken before.</summary>
    internal void Begin(GuestLease lease) => _lease = lease;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (Failure is not null)
            {
                throw new IOException(Failure.Message, Failure);
            }

            await TakeAsync(buffer).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            Failure ??= exception;
            throw exception as IOException ?? new IOException(exception.Message, exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends the response, whose head has to be there.</summary>
    /// <exception cref="CgiException">The head is missing.</exception>
    internal async Task CompleteAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (Failure is not null)
        {
            throw Failure;
        }

        if (!_header.IsComplete)
        {
            throw new CgiException("The program has ended before its headers had.");
        }

        await context.Response.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Takes nothing any more: a program that still runs must not write into the next response.</summary>
    internal async Task CloseAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        _turn.Release();
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!_header.IsComplete)
        {
            bytes = bytes[_header.Read(bytes.Span)..];
            if (!_header.IsComplete)
            {
                return;
            }

            WriteHead();
        }

        _lease?.CountResponse(bytes.Length);
        if (bytes.Length > 0 && ResponseRules.HasBody(context.Request.Method, _header.Status))
        {
            var cancellation = _lease?.Cancellation ?? context.RequestAborted;
            var result = await context.Response.BodyWriter.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            if (result.IsCompleted || result.IsCanceled)
            {
                throw new OperationCanceledException("Nobody takes the response any more.");
            }
        }
    }

    private void WriteHead()
    {
        var response = context.Response;
        response.StatusCode = _header.Status;
        foreach (var (name, value) in _header.Fields)
        {
            response.Headers.Append(name, fields.Decode(name, value));
        }

        if (!ResponseRules.HasLength(_header.Status))
        {
            response.Headers.ContentLength = null;
        }
    }
}
