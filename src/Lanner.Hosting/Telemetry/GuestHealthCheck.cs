using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lanner.Hosting.Telemetry;

/// <summary>Unhealthy where a guest cannot be loaded; degraded where calls of one are refused at the moment.</summary>
internal sealed class GuestHealthCheck(GuestCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var guests = catalog.Guests;
        var broken = guests.Where(guest => guest.LoadFailure is not null).ToList();
        var full = guests.Where(guest => guest.IsFull).ToList();
        return Task.FromResult(
            broken.Count > 0 ? new HealthCheckResult(
                context.Registration.FailureStatus, $"Guests that cannot be loaded: {Names(broken)}.", broken[0].LoadFailure)
            : full.Count > 0 ? HealthCheckResult.Degraded($"Guests that are busy: {Names(full)}.")
            : HealthCheckResult.Healthy($"{guests.Count} guests."));
    }

    private static string Names(List<GuestPool> guests) => string.Join(", ", guests.Select(guest => guest.Name));
}
