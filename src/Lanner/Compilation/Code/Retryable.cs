namespace Lanner.Compilation.Code;

/// <summary>Something that takes long and is made once, by the first who needs it; others wait for that. Whoever makes it or waits can be
/// told to stop, and the next who needs it makes it then, where <see cref="Lazy{T}"/> would keep the exception.</summary>
/// <param name="make">Makes it.</param>
internal sealed class Retryable<T>(Func<CancellationToken, T> make)
    where T : class
{
    /// <summary>The milliseconds between two checks of the token while another thread makes it.</summary>
    private const int TimeBetweenChecks = 5;

    private readonly Lock _gate = new();
    private T? _value;

    /// <summary>True if it is made.</summary>
    internal bool IsMade => Volatile.Read(ref _value) is not null;

    /// <exception cref="OperationCanceledException">The caller is to stop.</exception>
    internal T Get(CancellationToken cancellation) => Volatile.Read(ref _value) ?? Make(cancellation);

    private T Make(CancellationToken cancellation)
    {
        while (!_gate.TryEnter(TimeBetweenChecks))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        try
        {
            if (_value is null)
            {
                Volatile.Write(ref _value, make(cancellation));
            }

            return _value;
        }
        finally
        {
            _gate.Exit();
        }
    }
}
