using Lanner.Hosting.Settings;
using Lanner.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting;

/// <summary>Adds Lanner to a host.</summary>
public static class LannerServiceCollectionExtensions
{
    /// <summary>The name of the health check.</summary>
    private const string HealthCheckName = "lanner";

    /// <summary>Adds a <see cref="GuestCatalog"/>, with the guests that the configuration names (<c>Lanner:Guests</c>) and those that are
    /// added to the result; a health check of them (<c>lanner</c>); and what lets calls come to their end when the host stops. May be
    /// called more than once.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets what all guests have in common, after the configuration has; null for nothing.</param>
    /// <returns>The builder to which guests are added.</returns>
    /// <example><code>
    /// builder.Services.AddLanner().AddGuest("hello", "hello.wasm");
    /// </code></example>
    public static ILannerBuilder AddLanner(this IServiceCollection services, Action<LannerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(GuestCatalog)))
        {
            services.AddOptions();
            services.AddSingleton(static provider => new HostSettings(provider.GetService<IConfiguration>()));
            services.AddSingleton<IConfigureOptions<LannerOptions>>(static provider => provider.GetRequiredService<HostSettings>());
            services.AddSingleton<IValidateOptions<LannerOptions>>(static provider => provider.GetRequiredService<HostSettings>());
            services.AddSingleton(static provider => new GuestSettings(
                [.. HostSections(provider), .. provider.GetServices<GuestSection>()]));
            services.AddSingleton<IConfigureOptions<GuestOptions>>(static provider => provider.GetRequiredService<GuestSettings>());
            services.AddSingleton<IValidateOptions<GuestOptions>, GuestValidation>();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(GuestCatalog.Create);
            services.AddHostedService<GuestService>();
            services.AddHealthChecks().Add(new HealthCheckRegistration(
                HealthCheckName,
                static provider => new GuestHealthCheck(provider.GetRequiredService<GuestCatalog>()),
                failureStatus: null, tags: null));
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new LannerBuilder(services);
    }

    private static IEnumerable<GuestSection> HostSections(IServiceProvider provider) =>
        provider.GetService<IConfiguration>() is { } configuration
            ? [new GuestSection(configuration.GetSection($"{HostSettings.Root}:Guests"))]
            : [];
}
