namespace Lanner;

/// <summary>A module could not be made or instantiated, or something could not be made for the guest, because the host or the limits of the
/// store do not allow as much.</summary>
public sealed class ResourceLimitException : LannerException
{
    internal ResourceLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal ResourceLimitException(ResourceLimit limit, string? what = null)
        : base(what is null ? $"A limit is reached: {limit}." : $"{what}: {limit}.") => Limit = limit;

    /// <summary>The limit, where it was one that the host has set; null when it is the system that does not allow as much.</summary>
    public ResourceLimit? Limit { get; }
}
