using Microsoft.Extensions.DependencyInjection;

namespace Lanner.Hosting;

/// <summary>Adds Lanner to a host.</summary>
public static class LannerServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="GuestCatalog"/>, with the guests that the configuration names (<c>Lanner:Guests</c>) and those that are
    /// added to the result; health checks of them; and what lets calls come to their end when the host stops. May be called more than
    /// once.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets what all guests have in common; null for nothing.</param>
    /// <returns>The builder to which guests are added.</returns>
    /// <example><code>
    /// builder.Services.AddLanner().AddGuest("hello", "hello.wasm");
    /// </code></example>
    public static ILannerBuilder AddLanner(this IServiceCollection services, Action<LannerOptions>? configure = null)
    {
        throw new NotImplementedException();
    }
}
