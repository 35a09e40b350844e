using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Lanner.Hosting.Settings;
using Lanner.Hosting.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting;

/// <summary>The guests of a host by name: a service of the host (<see cref="LannerServiceCollectionExtensions.AddLanner"/>).
/// Thread-safe.</summary>
/// <example><code>
/// var hello = host.Services.GetRequiredService&lt;GuestCatalog&gt;().Get("hello");
/// </code></example>
public sealed class GuestCatalog : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, GuestPool> _guests = new(StringComparer.Ordinal);
    private readonly ILoggerFactory _loggers;
    private readonly Lazy<Engine> _engine;
    private readonly Lazy<Engine> _countingEngine;
    private bool _isDisposed;

    private GuestCatalog(
        LannerOptions options, ILoggerFactory loggers, GuestMetrics metrics, TimeProvider time, string? contentRoot)
    {
        Options = options;
        _loggers = loggers;
        Logger = loggers.CreateLogger<GuestCatalog>();
        Metrics = metrics;
        Time = time;
        ContentRoot = contentRoot;
        var engine = options.Engine with { Interruptible = true };
        _engine = new(() => new Engine(engine with { FuelCosts = null }));
        _countingEngine = new(() => new Engine(engine with { FuelCosts = engine.FuelCosts ?? FuelCosts.Default }));
        metrics.Observe(this);
    }

    /// <summary>The guests, in no order.</summary>
    public IReadOnlyCollection<GuestPool> Guests => [.. _guests.Values];

    internal LannerOptions Options { get; }

    internal ILogger Logger { get; }

    internal GuestMetrics Metrics { get; }

    internal TimeProvider Time { get; }

    /// <summary>The folder from which relative paths count; null for the current directory.</summary>
    internal string? ContentRoot { get; }

    /// <summary>Gets a guest.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such guest.</exception>
    public GuestPool Get(string name) => TryGet(name, out var guest)
        ? guest
        : throw new KeyNotFoundException($"There is no guest '{name}'; there are: {string.Join(", ", _guests.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Finds a guest.</summary>
    /// <param name="name">The name.</param>
    /// <param name="guest">The guest, or null.</param>
    /// <returns>False if there is no such guest.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out GuestPool? guest)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _guests.TryGetValue(name, out guest);
    }

    /// <summary>Adds a guest, which is loaded when it is first called, or by <see cref="GuestPool.LoadAsync"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="options">The options, which must not change any more.</param>
    /// <returns>The guest.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    /// <exception cref="OptionsValidationException">The options are wrong; the exception names each that is.</exception>
    /// <exception cref="ObjectDisposedException">The host is shutting down.</exception>
    public GuestPool Add(string name, GuestOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (GuestValidation.Problems(name, options) is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(name, typeof(GuestOptions), problems);
        }

        var guest = new GuestPool(this, name, options);
        return _guests.TryAdd(name, guest) ? guest : throw new ArgumentException($"There is a guest '{name}' already.", nameof(name));
    }

    /// <summary>Loads another version of a guest, and has it take the calls that come from then on. Those that are under way end with the
    /// version with which they began. When the new version cannot be loaded, the old one stays.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">Where the new version comes from.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="KeyNotFoundException">There is no such guest.</exception>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public Task<GuestCode> ReplaceAsync(string name, GuestSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Get(name).ReplaceAsync(source, cancellation);
    }

    /// <summary>Takes a guest out, lets its calls come to their end, and disposes of its instances.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Interrupts the calls that are still under way.</param>
    /// <returns>False if there is no such guest.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_guests.TryRemove(name, out var guest))
        {
            return false;
        }

        await guest.CloseAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Interrupts all calls, and disposes of all instances.</summary>
    public ValueTask DisposeAsync() => new(CloseAsync(new CancellationToken(canceled: true)));

    /// <summary>Makes the catalog of a host, with the guests that the configuration and the code name.</summary>
    /// <exception cref="OptionsValidationException">Options are wrong; the exception names each that is, of all guests.</exception>
    internal static GuestCatalog Create(IServiceProvider services)
    {
        var catalog = new GuestCatalog(
            services.GetRequiredService<IOptions<LannerOptions>>().Value,
            services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            new GuestMetrics(services.GetService<IMeterFactory>()),
            services.GetRequiredService<TimeProvider>(),
            services.GetService<IHostEnvironment>()?.ContentRootPath);
        var options = services.GetRequiredService<IOptionsMonitor<GuestOptions>>();
        var names = services.GetRequiredService<GuestSettings>().Names
            .Concat(services.GetServices<GuestName>().Select(guest => guest.Name)).Distinct(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var name in names)
        {
            try
            {
                catalog.Add(name, options.Get(name));
            }
            catch (OptionsValidationException exception)
            {
                problems.AddRange(exception.Failures);
            }
        }

        return problems.Count == 0
            ? catalog
            : throw new OptionsValidationException(HostSettings.Root, typeof(GuestOptions), problems);
    }

    internal ILogger LoggerFor(string guest) => _loggers.CreateLogger($"Lanner.Guest.{guest}");

    internal Engine EngineFor(GuestOptions options) =>
        (options.Fuel is not null || options.CountsFuel ? _countingEngine : _engine).Value;

    /// <summary>Takes no more calls, and waits until those that there are have ended.</summary>
    /// <param name="cancellation">Interrupts them.</param>
    internal Task CloseAsync(CancellationToken cancellation)
    {
        _isDisposed = true;
        return Task.WhenAll(_guests.Values.Select(guest => guest.CloseAsync(cancellation)));
    }
}
