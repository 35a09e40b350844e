using Microsoft.Extensions.DependencyInjection;

namespace Lanner.Hosting;

/// <summary>Adds guests to a host: the result of <see cref="LannerServiceCollectionExtensions.AddLanner"/>, with the methods of
/// <see cref="LannerBuilderExtensions"/>.</summary>
public interface ILannerBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
