using Lanner.AspNetCore;
using Lanner.Cli.Messages;
using Lanner.Hosting;
using Lanner.Server.Schedules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>Makes the application of a <see cref="Generation"/>: its guests, routes and schedules.</summary>
internal static class ServedApplication
{
    /// <summary>Builds it, without routes.</summary>
    internal static (WebApplication Application, Handover Handover) Build(ServeSettings settings, ILoggerFactory loggers)
    {
        // Nothing comes from the environment or from files but what the settings say.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = settings.Folder });
        var handover = new Handover();
        builder.WebHost.UseServer(handover);
        builder.Services.AddSingleton<ILoggerFactory>(new LoadFailureFilter(loggers));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        // What the listener does with headers, endpoints have to know.
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.UseHeaderBytes());
        builder.Services.AddRouting();
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info.Title = "Functions of guests";
            return Task.CompletedTask;
        }));
        settings.AddGuests(builder.Services.AddLanner());
        return (builder.Build(), handover);
    }

    /// <summary>Loads all guests at once, and says which cannot be.</summary>
    internal static Task LoadAsync(WebApplication application, CancellationToken cancellation) => Task.WhenAll(
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

    /// <summary>Maps the routes.</summary>
    internal static void Map(WebApplication application, ServeSettings settings)
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

    /// <summary>Makes the schedules, and finds out whether guests have what they are to call.</summary>
    internal static async Task<Timetable> MakeTimetableAsync(
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

    /// <summary>A path as people name it: from the current directory where it is below.</summary>
    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
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
