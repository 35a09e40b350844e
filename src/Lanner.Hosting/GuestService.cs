using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting;

/// <summary>Loads guests when the host starts, and lets calls come to their end when it stops.</summary>
internal sealed class GuestService(GuestCatalog catalog, IOptions<LannerOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => options.Value.LoadsAtStart
        ? Task.WhenAll(catalog.Guests.Select(guest => guest.LoadAsync(cancellationToken).AsTask()))
        : Task.CompletedTask;

    /// <summary>Servers that were added later have stopped before: what they had taken on has ended, or is interrupted when the time of
    /// the host is over.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => catalog.CloseAsync(cancellationToken);
}
