namespace Lanner.Runtime;

/// <summary>A stretch of time in which a token can stop the guests of a store.</summary>
internal sealed class InterruptionScope : IDisposable
{
    private readonly Store _store;
    private readonly CancellationTokenRegistration _registration;
    private readonly IDisposable? _owned;
    private bool _hasFired;
    private int _isDisposed;

    internal InterruptionScope(Store store, IDisposable? owned, CancellationToken cancellation)
    {
        _store = store;
        _owned = owned;
        _registration = cancellation.UnsafeRegister(static scope => ((InterruptionScope)scope!).Fire(), this);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // Waits for the callback when that runs on another thread at the moment.
        _registration.Dispose();
        _owned?.Dispose();
        if (_hasFired)
        {
            _store.CountScope(-1);
        }
    }

    private void Fire()
    {
        _hasFired = true;
        _store.CountScope(1);
    }
}
