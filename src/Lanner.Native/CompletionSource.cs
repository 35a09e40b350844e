namespace Lanner.Native;

/// <summary>A completion with the task that the guest waits for.</summary>
/// <param name="cancellation">Is cancelled when nobody is to wait any more.</param>
internal abstract class CompletionSource<TResult>(CancellationToken cancellation) : Completion(cancellation)
{
    /// <summary>The task that the guest waits for, once the host has been called.</summary>
    internal ValueTask<TResult> Result
    {
        get
        {
            if (!Source.Task.IsCompleted)
            {
                Watch();
            }

            return new ValueTask<TResult>(Source.Task);
        }
    }

    protected TaskCompletionSource<TResult> Source { get; } = new();

    protected override void Cancel(CancellationToken cancellation) => Source.TrySetCanceled(cancellation);

    /// <summary>Reads what the host has given; the guest traps if that is wrong.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    protected TResult ReadOrFail(Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException mistake)
        {
            Fail(mistake);
            throw;
        }
    }
}
