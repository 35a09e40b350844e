namespace Lanner;

/// <summary>A module could not be instantiated, or something could not be made for the guest, because the host or the limits of the store do not allow as much.</summary>
public sealed class ResourceLimitException : LannerException
{
    internal ResourceLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
