using Microsoft.Extensions.DependencyInjection;

namespace Lanner.Hosting;

/// <summary>The one implementation of the interface.</summary>
internal sealed class LannerBuilder(IServiceCollection services) : ILannerBuilder
{
    public IServiceCollection Services { get; } = services;
}

/// <summary>The name of a guest that was added by code.</summary>
internal sealed record GuestName(string Name);
