using System.Net;
using System.Net.Sockets;
using System.Text;
using Lanner.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore.Tests;

/// <summary>A server on a port of the loopback, with a guest named <c>guest</c>.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Server(WebApplication app, RecordedLog log)
    {
        _app = app;
        Log = log;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address, Timeout = Patience.Limit };
    }

    internal Uri Address { get; }

    internal HttpClient Client { get; }

    internal RecordedLog Log { get; }

    internal GuestPool Guest => _app.Services.GetRequiredService<GuestCatalog>().Get("guest");

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="guest">The guest, in the text format.</param>
    /// <param name="map">Maps the guest; null for all paths.</param>
    /// <param name="options">Sets the options of the guest.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="protocols">The protocols that are spoken.</param>
    internal static async Task<Server> StartAsync(
        string guest, Action<WebApplication>? map = null, Action<GuestOptions>? options = null,
        Action<IServiceCollection>? services = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new RecordedLog();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseHeaderBytes();
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols);
        });
        builder.Services.AddLanner().AddGuest("guest", one =>
        {
            one.Source = GuestSource.FromBytes(Encoding.UTF8.GetBytes(guest));
            options?.Invoke(one);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        (map ?? (app => app.MapWasm("/{**rest}", "guest")))(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Server(app, log);
    }

    /// <summary>Sends bytes over a connection of their own, and reads until the server closes it.</summary>
    /// <param name="request">The bytes, a character each.</param>
    /// <returns>The answer, a character a byte, and whether the connection was closed as it should be, not broken off.</returns>
    internal async Task<(string Answer, bool IsClean)> ExchangeAsync(string request)
    {
        using var socket = await ConnectAsync();

        // At once with reading: a server that answers while it reads waits for whoever does not take the answer.
        using var stream = new NetworkStream(socket);
        var sending = stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken).AsTask();
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            await sending;
            return (answer.ToString(), true);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (answer.ToString(), false);
        }
    }

    internal async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>The log of a server.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text)> _records = [];

    internal bool Has(LogLevel level, string part)
    {
        lock (_records)
        {
            return _records.Exists(record => record.Level == level && record.Text.Contains(part, StringComparison.Ordinal));
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_records)
        {
            _records.Add((logLevel, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }
}
