namespace Lanner.Hosting;

/// <summary>A call of a guest that has not come to its end. <see cref="Exception.InnerException"/> is what has ended it, where there is
/// something, such as a <see cref="TrapException"/> with the guest's backtrace.</summary>
public class GuestCallException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="outcome">What has become of the call.</param>
    /// <param name="message">The message.</param>
    /// <param name="innerException">What has ended the call; null if there is nothing.</param>
    public GuestCallException(string guest, GuestOutcome outcome, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Guest = guest;
        Outcome = outcome;
    }

    /// <summary>The name of the guest.</summary>
    public string Guest { get; }

    /// <summary>What has become of the call.</summary>
    public GuestOutcome Outcome { get; }
}
