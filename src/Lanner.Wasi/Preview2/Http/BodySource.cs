using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The body of a message that comes in. A read that is under way goes on when the guest drops its stream, since the trailers come
/// behind it.</summary>
/// <param name="origin">The source of the bytes; this closes it.</param>
/// <param name="timeout">The longest time to wait for more bytes.</param>
internal sealed class BodySource(IBodyOrigin origin, TimeSpan timeout) : AsynchronousInput
{
    private Task<FieldList?>? _finishing;
    private volatile bool _isClosed;

    protected override bool EndsWithStream => false;

    /// <summary>Reads to the end, on other threads and without keeping anything.</summary>
    /// <returns>The trailers, or null.</returns>
    /// <exception cref="WasiHttpException">The body or its trailers are not to be had.</exception>
    internal Task<FieldList?> FinishAsync() => _finishing ??= ReadToEndAsync();

    /// <summary>Ends reading, and closes the origin when nothing reads from it any more.</summary>
    internal void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _ = CloseAsync();
        }
    }

    protected override async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(timeout);
        return await origin.Stream.ReadAsync(room, timed.Token).ConfigureAwait(false);
    }

    protected override IoFailure? Explain(Exception exception)
    {
        var error = exception is OperationCanceledException && !_isClosed ? HttpError.ReadTimeout : origin.Explain(exception);
        return error.ToFailure();
    }

    private async Task<FieldList?> ReadToEndAsync()
    {
        while (await SkipAsync().ConfigureAwait(false))
        {
        }

        return Failure?.Code is HttpError error ? throw error.ToException() : origin.Trailers;
    }

    private async Task CloseAsync()
    {
        await EndAsync().ConfigureAwait(false);
        await ((Task?)_finishing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        origin.Close();
    }
}
