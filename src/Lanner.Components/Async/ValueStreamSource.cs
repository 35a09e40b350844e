using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Values that the host makes one after the other. It is asked for as many as the guest has room for, of which those go together
/// that are there without a wait.</summary>
/// <typeparam name="T">The type of the values in .NET.</typeparam>
/// <param name="values">The values.</param>
/// <param name="isOf">Tests whether they are of a type.</param>
/// <param name="pack">Makes what is written of some of them.</param>
internal sealed class ValueStreamSource<T>(
    IAsyncEnumerable<T> values, Func<ComponentValueType?, bool> isOf, Func<ReadOnlyMemory<T>, HostSource> pack) : IHostSource
{
    private const int MostAtOnce = 4096;

    private const int IsFetching = 1;
    private const int IsOver = 2;

    private IAsyncEnumerator<T>? _enumerator;

    /// <summary>The next step, which has begun and was not waited for.</summary>
    private ValueTask<bool>? _next;
    private bool _isAtEnd;
    private int _state;

    public bool IsOf(ComponentValueType? element) => isOf(element);

    public SharedCopy Attach(InstanceNode instance, ComponentValueType? element)
    {
        var shared = new SharedStream(instance, element);
        new HostWriter(instance, shared, Fetch, Drop).Attach();
        return shared;
    }

    /// <summary>Disposes of the enumerator, once no step of it runs.</summary>
    public void Drop()
    {
        if (Interlocked.Or(ref _state, IsOver) == 0)
        {
            _ = Close();
        }
    }

    private async ValueTask<HostSource?> Fetch(int room, CancellationToken cancellation)
    {
        _state = IsFetching;
        try
        {
            return await FetchSome(int.Clamp(room, 1, MostAtOnce), cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.And(ref _state, ~IsFetching) != IsFetching)
            {
                await Close().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<HostSource?> FetchSome(int room, CancellationToken cancellation)
    {
        _enumerator ??= values.GetAsyncEnumerator(cancellation);
        var fetched = new List<T>();
        while (!_isAtEnd && fetched.Count < room)
        {
            var next = _next ?? _enumerator.MoveNextAsync();
            _next = null;
            if (fetched.Count > 0 && !next.IsCompletedSuccessfully)
            {
                // What is there goes first; the next call waits, or hears what has failed.
                _next = next;
                break;
            }

            if (await next.ConfigureAwait(false))
            {
                fetched.Add(_enumerator.Current);
            }
            else
            {
                _isAtEnd = true;
            }
        }

        return fetched.Count == 0 ? null : pack(fetched.ToArray());
    }

    private async Task Close()
    {
        if (_enumerator is null && values is IDisposable unread)
        {
            unread.Dispose();
            return;
        }

        // Where nobody has asked for anything, what the values come from is told all the same that it is over.
        _enumerator ??= values.GetAsyncEnumerator(CancellationToken.None);
        if (_next is { } next)
        {
            // It ends by itself, since its token is cancelled; what it throws is of no interest to anybody any more.
            await next.AsTask().ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        await _enumerator.DisposeAsync().ConfigureAwait(false);
    }
}
