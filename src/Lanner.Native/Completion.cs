namespace Lanner.Native;

/// <summary>The end of a host function, for which a guest waits: the target of <c>lanner_completion_t</c>. Thread-safe.</summary>
/// <param name="cancellation">Is cancelled when guests of the store are to stop.</param>
internal abstract unsafe class Completion(CancellationToken cancellation)
{
    private readonly object _gate = new();
    private CancellationTokenRegistration _registration;
    private nint _callback;
    private void* _environment;

    /// <summary>True if the host has said whom to tell that nobody waits any more.</summary>
    private bool _isWatched;
    private bool _isEnded;
    private bool _isAbandoned;

    /// <summary>The thread that tells the host at the moment that nobody waits any more; zero if none does.</summary>
    private int _teller;

    /// <summary>Takes the completion of a name, which nobody else can then.</summary>
    /// <exception cref="ArgumentException">It is no completion, or one that has been ended.</exception>
    internal static Completion Take(Item* item)
    {
        var completion = Item.Get<Completion>(item, ItemKind.Completion);
        Item.DeleteOnce(item);
        completion.Close();
        return completion;
    }

    /// <summary>Ends the wait with the results of a core function.</summary>
    /// <exception cref="ArgumentException">They are not of its type, and the guest traps.</exception>
    internal abstract void Return(Vector* results);

    /// <summary>Ends the wait with the result of a function of a component.</summary>
    /// <exception cref="ArgumentException">The function is not one of a component, and the guest traps.</exception>
    internal abstract void ReturnText(Vector* text);

    /// <summary>Ends the wait, and the guest, with an exception.</summary>
    internal abstract void Fail(Exception exception);

    /// <summary>Has the guest go on, and end, since it is to stop.</summary>
    protected abstract void Cancel(CancellationToken cancellation);

    /// <summary>Has a function of the host called when nobody waits any more.</summary>
    internal void OnCancel(nint callback, void* environment)
    {
        if (callback == 0)
        {
            throw new ArgumentException("The pointer to the function is null; one to call was expected.");
        }

        bool isLate;
        lock (_gate)
        {
            if (_isWatched)
            {
                throw new InvalidOperationException("A function to call was given before, for the same completion.");
            }

            _isWatched = true;
            _callback = callback;
            _environment = environment;
            isLate = _isAbandoned;
        }

        if (isLate)
        {
            Tell();
        }
        else if (cancellation.IsCancellationRequested)
        {
            Abandon();
        }
    }

    /// <summary>Notices from now on when guests of the store are to stop: the host function has returned, and not ended.</summary>
    protected void Watch()
    {
        var registration = cancellation.UnsafeRegister(static completion => ((Completion)completion!).Abandon(), this);
        lock (_gate)
        {
            if (!_isEnded)
            {
                _registration = registration;
                return;
            }
        }

        registration.Unregister();
    }

    /// <summary>Has nobody be told from now on, and waits while somebody is: the host may release then what it would be told
    /// with.</summary>
    private void Close()
    {
        CancellationTokenRegistration registration;
        lock (_gate)
        {
            _isEnded = true;
            registration = _registration;
            while (_teller != 0 && _teller != Environment.CurrentManagedThreadId)
            {
                Monitor.Wait(_gate);
            }
        }

        registration.Unregister();
    }

    private void Abandon()
    {
        lock (_gate)
        {
            if (_isEnded || _isAbandoned)
            {
                return;
            }

            _isAbandoned = true;
        }

        Cancel(cancellation);
        Tell();
    }

    /// <summary>Tells the host that nobody waits any more, if it wants to know and does not yet.</summary>
    private void Tell()
    {
        nint callback;
        lock (_gate)
        {
            callback = _callback;
            if (_isEnded || callback == 0)
            {
                return;
            }

            _callback = 0;
            _teller = Environment.CurrentManagedThreadId;
        }

        Startup.Loader.Finalize(callback, _environment);
        lock (_gate)
        {
            _teller = 0;
            Monitor.PulseAll(_gate);
        }
    }
}
