using Lanner.Hosting;
using Microsoft.AspNetCore.Http;

namespace Lanner.AspNetCore;

/// <summary>Tells what has become of the call of a guest that a request was for.</summary>
public static class GuestOutcomeExtensions
{
    internal static object Key { get; } = new();

    /// <summary>The way in which the call of the guest has failed, for middleware such as logs; null where it has not, where the guest was
    /// not called, and before its endpoint has ended.</summary>
    /// <param name="context">The request.</param>
    public static GuestOutcome? GetGuestOutcome(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(Key, out var outcome) ? (GuestOutcome?)outcome : null;
    }
}
