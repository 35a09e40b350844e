using Lanner.Hosting.Pooling;

namespace Lanner.Hosting;

/// <content>The versions of a guest, and where its instances go.</content>
public sealed partial class GuestPool
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _replacing = new(1);
    private readonly IdleInstances _idle;
    private Task<GuestVersion>? _current;
    private int _lastVersion;
    private bool _isClosed;

    /// <summary>The code of the guest, which is loaded when nobody has asked for it before. When that fails, the next one to ask tries
    /// again.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The guest is removed.</exception>
    public async ValueTask<GuestCode> LoadAsync(CancellationToken cancellation = default) =>
        (await CurrentAsync().WaitAsync(cancellation).ConfigureAwait(false)).Code;

    /// <summary>The exception with which the guest could not be loaded the last time; null if it has not, or nobody has asked.</summary>
    internal Exception? LoadFailure { get; private set; }

    /// <summary>Loads another version, and has it take the calls that come from then on.</summary>
    internal async Task<GuestCode> ReplaceAsync(GuestSource source, CancellationToken cancellation)
    {
        await _replacing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var version = await LoadVersionAsync(source, cancellation).ConfigureAwait(false);
            var former = Exchange(Task.FromResult(version));
            LogReplaced(_logger, Name, version.Code.Version, version.Code.Sha256);
            await RetireAsync(former).ConfigureAwait(false);
            return version.Code;
        }
        finally
        {
            _replacing.Release();
        }
    }

    /// <summary>Takes no more calls, and waits until those that there are have ended.</summary>
    /// <param name="cancellation">Interrupts them.</param>
    internal async Task CloseAsync(CancellationToken cancellation)
    {
        var drained = _slots.CloseAsync();
        try
        {
            await drained.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogInterrupted(_logger, Name, InUse);
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        Task<GuestVersion>? last;
        lock (_gate)
        {
            _isClosed = true;
            (last, _current) = (_current, null);
        }

        await RetireAsync(last).ConfigureAwait(false);
    }

    /// <summary>Takes an instance back, to serve another call, or to end.</summary>
    internal ValueTask ReturnAsync(GuestInstance instance, bool mayServe)
    {
        instance.Calls++;
        if (mayServe && instance.Calls < Options.Pool.Reuse && !instance.Store.IsInUse && IsCurrent(instance.Version))
        {
            _idle.Add(instance);
            _slots.Release();

            // It may have been replaced in between, when nobody saw the instance.
            return IsCurrent(instance.Version) ? ValueTask.CompletedTask : new(_idle.RemoveAllAsync(instance.Version));
        }

        var end = instance.DisposeAsync();
        if (end.IsCompletedSuccessfully)
        {
            _slots.Release();
        }
        else
        {
            // The caller does not wait for a guest that does not stop; its slot is taken until it has.
            _ = ReleaseAfterAsync(end);
        }

        return ValueTask.CompletedTask;
    }

    private async Task ReleaseAfterAsync(ValueTask end)
    {
        try
        {
            await end.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogEndFailed(_logger, exception, Name);
        }
        finally
        {
            _slots.Release();
        }
    }

    private bool IsCurrent(GuestVersion version)
    {
        lock (_gate)
        {
            return _current is { IsCompletedSuccessfully: true } current && current.Result == version;
        }
    }

    /// <summary>The current version, of which the caller is counted in as a user.</summary>
    private async ValueTask<GuestVersion> UseVersionAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var version = await CurrentAsync().WaitAsync(cancellation).ConfigureAwait(false);
            if (version.TryUse())
            {
                return version;
            }

            // It was replaced just now.
        }
    }

    private Task<GuestVersion> CurrentAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_current is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _current = LoadVersionAsync(Options.Source!, CancellationToken.None);
            }

            return _current;
        }
    }

    private Task<GuestVersion>? Exchange(Task<GuestVersion> version)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            (var former, _current) = (_current, version);
            return former;
        }
    }

    private Task<GuestVersion> LoadVersionAsync(GuestSource source, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            try
            {
                var bytes = await source.ReadAsync(_catalog.ContentRoot, cancellation).ConfigureAwait(false);
                var version = GuestVersion.Load(
                    _catalog.EngineFor(Options), bytes, source.Path, Options, Interlocked.Increment(ref _lastVersion));
                LoadFailure = null;
                LogLoaded(_logger, Name, source, version.Code.Sha256);
                return version;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LoadFailure = exception;
                LogLoadFailed(_logger, exception, Name, source);
                throw;
            }
        },
        cancellation);

    /// <summary>Ends a version that is current no more, once it is loaded, and where it could be.</summary>
    private async Task RetireAsync(Task<GuestVersion>? former)
    {
        if (former is null)
        {
            return;
        }

        await ((Task)former).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (former.IsCompletedSuccessfully)
        {
            await _idle.RemoveAllAsync(former.Result).ConfigureAwait(false);
            former.Result.Release();
        }
    }
}
