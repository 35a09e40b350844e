namespace Lanner.Hosting;

/// <summary>Thrown when as many calls of a guest run and wait as may: the call has not begun, and may be tried again.</summary>
public sealed class GuestBusyException : GuestCallException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="retryAfter">The time after which to try again.</param>
    /// <param name="message">The message.</param>
    public GuestBusyException(string guest, TimeSpan retryAfter, string message)
        : base(guest, GuestOutcome.Busy, message) => RetryAfter = retryAfter;

    /// <summary>The time after which it makes sense to try again: whole seconds, at least one, as the header <c>Retry-After</c> takes
    /// them.</summary>
    public TimeSpan RetryAfter { get; }
}
