using Lanner.AspNetCore;
using Lanner.Cli.Messages;
using Lanner.Hosting;
using Lanner.Server.Schedules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lanner.Server.Serving;

/// <summary>The guests and routes of one version of the settings: an application without connections of its own. Another version is
/// another generation, and the former one ends when its last request has.</summary>
internal sealed class Generation : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Handover _handover;
    private readonly Timetable _timetable;
    private readonly TaskCompletionSource _isDrained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The requests under way, and one more until the generation is to end.</summary>
    private int _users = 1;

    private Generation(WebApplication application, Handover handover, Timetable timetable)
    {
        _application = application;
        _handover = handover;
        _timetable = timetable;
    }

    /// <summary>The routes.</summary>
    internal IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Loads the guests.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="loggers">The log, which all generations have in common.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FileException">A guest cannot be read, is not right, or its imports are not defined.</exception>
    internal static async Task<Generation> StartAsync(ServeSettings settings, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var (application, handover) = Build(settings, loggers);
        try
        {
            await LoadAsync(application, cancellation).ConfigureAwait(false);
            Map(application, settings);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            var timetable = await MakeTimetableAsync(application, settings, cancellation).ConfigureAwait(false);
            return new Generation(application, handover, timetable);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (exception is OptionsValidationException wrong)
            {
                throw settings.Explain(wrong.Failures.First());
            }

            throw;
        }
    }

    /// <summary>Begins to call guests by the clock.</summary>
    /// <param name="since">The time after which the first calls are.</param>
    internal void BeginSchedules(DateTimeOffset since) => _timetable.Begin(since);

    /// <summary>Begins no more calls by the clock.</summary>
    /// <returns>The time from which on others are to make them.</returns>
    internal DateTimeOffset EndSchedules() => _timetable.End();

    /// <summary>Handles a request.</summary>
    /// <returns>False if the generation takes no more.</returns>
    internal async ValueTask<bool> TryHandleAsync(IFeatureCollection features)
    {
        if (!TryEnter())
        {
            return false;
        }

        try
        {
            await _handover.HandleAsync(features).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more requests, waits for those under way, and ends.</summary>
    /// <param name="cancellation">Interrupts the calls that are still under way.</param>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        EndSchedules();
        Leave();
        await _isDrained.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _timetable.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.StopAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _timetable.Dispose();
        return _application.DisposeAsync();
    }

    /// <summary>Loads all guests at once, and says which cannot be.</summary>
    private static Task LoadAsync(WebApplication application, CancellationToken cancellation) => Task.WhenAll(
        application.Services.GetRequiredService<GuestCatalog>().Guests.Select(async guest =>
        {
            try
            {
                await guest.LoadAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is LannerException or IOException or UnauthorizedAccessException)
            {
                var path = Shorten(guest.Options.Source!.Path!);
                throw exception is LannerException mistake
                    ? FileException.Of(path, mistake)
                    : new FileException(path, exception is FileNotFoundException ? "there is no such file" : exception.Message, exception);
            }
        }));

    /// <summary>A path as people name it: from the current directory where it is below.</summary>
    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static async Task<Timetable> MakeTimetableAsync(
        WebApplication application, ServeSettings settings, CancellationToken cancellation)
    {
        var guests = application.Services.GetRequiredService<GuestCatalog>();
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Lanner.Server.Schedules");
        var schedules = new List<Schedule>();
        foreach (var one in settings.Schedules)
        {
            var call = new ScheduledCall(guests.Get(one.Guest), one.Call);
            await call.CheckAsync(cancellation).ConfigureAwait(false);
            schedules.Add(new Schedule(one, call.RunAsync, TimeProvider.System, logger));
        }

        return new Timetable(schedules, TimeProvider.System);
    }

    private static (WebApplication Application, Handover Handover) Build(ServeSettings settings, ILoggerFactory loggers)
    {
        // Nothing comes from the environment or from files but what the settings say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = settings.Folder });
        var handover = new Handover();
        builder.WebHost.UseServer(handover);
        builder.Services.AddSingleton<ILoggerFactory>(new LoadFailureFilter(loggers));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "Functions of guests";
            return Task.CompletedTask;
        }));
        settings.AddGuests(builder.Services.AddLanner());
        return (builder.Build(), handover);
    }

    private static void Map(WebApplication application, ServeSettings settings)
    {
        if (settings.Listen.Proxies.Count > 0)
        {
            // Other headers of this kind proxies hand on as they get them.
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                ForwardLimit = null,
            };
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var proxy in settings.Listen.Proxies)
            {
                options.KnownIPNetworks.Add(proxy);
            }

            application.UseForwardedHeaders(options);
        }

        application.UseMiddleware<RequestLog>();
        application.UseRouting();
        var hasFunctions = false;
        foreach (var route in settings.Routes)
        {
            hasFunctions |= Map(application, route);
        }

        if (hasFunctions)
        {
            application.MapOpenApi().WithMetadata(new ServedGuest("OpenAPI"));
        }
    }

    /// <returns>True if there are functions, which documents of OpenAPI can show.</returns>
    private static bool Map(WebApplication application, RouteSettings route)
    {
        var hasFunctions = false;
        var endpoints = route.IsFunctions
            ? application.MapWasmFunctions(route.Prefix, route.Guest)
            : application.MapWasm(route.Path, route.Guest);
        endpoints.WithMetadata(new ServedGuest(route.Guest));
        if (route.Host is not null)
        {
            endpoints.RequireHost(route.Host);
        }

        endpoints.Add(endpoint =>
        {
            var isFunction = endpoint.Metadata.OfType<IHttpMethodMetadata>().Any();
            hasFunctions |= isFunction;
            if (isFunction && route.Methods.Count > 0)
            {
                throw new NotSupportedException(
                    $"the route {route.Path} names methods, and the functions of the guest '{route.Guest}' answer POST alone");
            }

            if (route.Methods.Count > 0)
            {
                endpoint.Metadata.Add(new HttpMethodMetadata(route.Methods));
            }
        });

        // What was said about endpoints is done when somebody looks at them.
        _ = ((IEndpointRouteBuilder)application).DataSources.Sum(source => source.Endpoints.Count);
        return hasFunctions;
    }

    private bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _isDrained.TrySetResult();
        }
    }

    /// <summary>Signals are for the process, and not for a generation.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>The guest that an endpoint belongs to, or what else it is of.</summary>
/// <param name="Name">Its name.</param>
internal sealed record ServedGuest(string Name);
