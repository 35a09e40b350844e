using System.Net.Quic;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lanner.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>The connections of the server (Kestrel), which stay when guests and routes are replaced.</summary>
internal sealed class Listener : IAsyncDisposable, IHttpApplication<IFeatureCollection>
{
    private readonly WebApplication _host;
    private readonly IServer _server;
    private Generation _generation;

    /// <summary>Makes a listener, which does not listen yet.</summary>
    /// <param name="settings">The addresses.</param>
    /// <param name="certificates">The certificate and those that it stands on, for addresses of https.</param>
    /// <param name="generation">The first guests.</param>
    /// <param name="loggers">The log.</param>
    internal Listener(
        ListenSettings settings, X509Certificate2Collection? certificates, Generation generation, ILoggerFactory loggers)
    {
        _generation = generation;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            SetLimits(kestrel, settings);
            foreach (var address in settings.Addresses)
            {
                Listen(kestrel, address, certificates);
            }
        });
        if (certificates is not null && QuicListener.IsSupported)
        {
            builder.WebHost.UseQuic();
        }

        _host = builder.Build();
        _server = _host.Services.GetRequiredService<IServer>();
    }

    /// <summary>The guests that take requests.</summary>
    internal Generation Generation => Volatile.Read(ref _generation);

    /// <summary>The addresses, with the ports that were free where those were asked for.</summary>
    internal ICollection<string> Addresses => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">An address is taken, or may not be listened at.</exception>
    internal async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _server.StartAsync(this, cancellation).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new IOException($"an address cannot be listened at: {exception.Message}", exception);
        }
    }

    /// <summary>Refuses connections, and waits for requests that are under way.</summary>
    /// <param name="cancellation">Breaks them off.</param>
    internal Task StopAsync(CancellationToken cancellation) => _server.StopAsync(cancellation);

    /// <summary>Has other guests take the requests that come from now on.</summary>
    /// <returns>The former ones.</returns>
    internal Generation Exchange(Generation generation) => Interlocked.Exchange(ref _generation, generation);

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        while (!await Generation.TryHandleAsync(context).ConfigureAwait(false))
        {
            // It was replaced just now.
        }
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void SetLimits(KestrelServerOptions kestrel, ListenSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.UseHeaderBytes();
        kestrel.Limits.MaxRequestBodySize = settings.BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = settings.HeaderBytes;
        kestrel.Limits.MaxRequestLineSize = int.Min(kestrel.Limits.MaxRequestLineSize, settings.HeaderBytes);
        kestrel.Limits.RequestHeadersTimeout = settings.HeaderTime;
        kestrel.Limits.KeepAliveTimeout = settings.IdleTime;
        kestrel.Limits.MaxConcurrentConnections = settings.Connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, X509Certificate2Collection? certificates)
    {
        void Configure(ListenOptions options)
        {
            options.Protocols = !address.IsSecure ? HttpProtocols.Http1
                : QuicListener.IsSupported ? HttpProtocols.Http1AndHttp2AndHttp3
                : HttpProtocols.Http1AndHttp2;
            if (address.IsSecure)
            {
                options.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificates![0],
                    ServerCertificateChain = certificates,
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                });
            }
        }

        if (address.Address is null)
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
        else
        {
            kestrel.Listen(address.Address, address.Port, Configure);
        }
    }
}
