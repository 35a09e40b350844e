using Lanner.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lanner.Hosting;

/// <summary>Adds guests.</summary>
public static class LannerBuilderExtensions
{
    /// <summary>Adds a guest that is a file, or says more about it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the guest.</param>
    /// <param name="path">The path of the file; see <see cref="GuestSource.FromFile"/>.</param>
    /// <returns>The builder.</returns>
    public static ILannerBuilder AddGuest(this ILannerBuilder builder, string name, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddGuest(name, options => options.Source = GuestSource.FromFile(path));
    }

    /// <summary>Adds a guest, or says more about one that was added, or stands in the configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the guest.</param>
    /// <param name="configure">Sets its options, after the configuration has.</param>
    /// <returns>The builder.</returns>
    public static ILannerBuilder AddGuest(this ILannerBuilder builder, string name, Action<GuestOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton(new GuestName(name));
        builder.Services.Configure(name, configure);
        return builder;
    }

    /// <summary>Adds the guests that a section of the configuration names. The section <c>Lanner:Guests</c> of the host's configuration is
    /// added anyway.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section: each of its children is a guest of that name.</param>
    /// <returns>The builder.</returns>
    public static ILannerBuilder AddGuests(this ILannerBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton(new GuestSection(section));
        return builder;
    }
}
