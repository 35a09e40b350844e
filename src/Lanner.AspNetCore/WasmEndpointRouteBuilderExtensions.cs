using System.Reflection;
using Lanner.AspNetCore.Commands;
using Lanner.AspNetCore.Functions;
using Lanner.AspNetCore.Http;
using Lanner.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore;

/// <summary>Maps paths to guests.</summary>
public static class WasmEndpointRouteBuilderExtensions
{
    /// <summary>The method that descriptions of endpoints stand on.</summary>
    private static readonly MethodInfo Described = ((RequestDelegate)DescribedAsync).Method;

    /// <summary>Has a guest handle the requests of a path. The guest is loaded here, and what it exports decides how:
    /// <list type="bullet">
    /// <item>A component that exports <c>wasi:http/handler</c> of WASI 0.3 or <c>wasi:http/incoming-handler</c> of WASI 0.2 handles all
    /// requests, of any method, and sees the target as it was sent.</item>
    /// <item>A program (a component that exports <c>wasi:cli/run</c>, or a module that exports <c>_start</c>) is run for each request, of
    /// any method, as in CGI (RFC 3875).</item>
    /// <item>Of any other guest, each function is an endpoint, as of <see cref="MapWasmFunctions"/>, under the path without the parameter
    /// that takes its rest.</item>
    /// </list></summary>
    /// <param name="endpoints">The routes of the application, whose services have <see cref="GuestCatalog"/>
    /// (<see cref="LannerServiceCollectionExtensions.AddLanner"/>).</param>
    /// <param name="pattern">The path, such as <c>/shop/{**rest}</c>.</param>
    /// <param name="guest">The name of a guest of the catalog; or else the path of a file, which is added under this name, with the limits
    /// that are usual and no grants.</param>
    /// <returns>The endpoint, or all of them, to which authorisation, limits of rates, CORS, caching and so on can be added.</returns>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The guest cannot be read.</exception>
    /// <example><code>
    /// builder.Services.AddLanner();
    /// var app = builder.Build();
    /// app.MapWasm("/shop/{**rest}", "shop.wasm").RequireAuthorization();
    /// </code></example>
    public static RouteHandlerBuilder MapWasm(this IEndpointRouteBuilder endpoints, string pattern, string guest)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var pool = Load(endpoints, guest, out var code);
        if (GuestKinds.Of(code) == GuestKind.Functions)
        {
            return MapFunctions(endpoints, PrefixOf(pattern), pool, code);
        }

        var fields = HeaderBytes.Of(endpoints.ServiceProvider);
        var logger = LoggerOf(endpoints);
        var (http, commands) = (new HttpGuestEndpoint(fields, logger), new CommandEndpoint(fields, logger));
        return new RouteHandlerBuilder([endpoints.Map(pattern, HandleAsync).WithDisplayName($"{pool.Name} at {pattern}")]);

        // A version that replaces another may be of another kind.
        async Task HandleAsync(HttpContext context)
        {
            var current = await pool.LoadAsync(context.RequestAborted).ConfigureAwait(false);
            await (GuestKinds.Of(current) == GuestKind.Http ? http.HandleAsync(context, pool) : commands.HandleAsync(context, pool))
                .ConfigureAwait(false);
        }
    }

    /// <summary>Has each function of a guest answer <c>POST</c> requests: <c>prefix/name</c> for those of a component's world and of a
    /// module, <c>prefix/interface/name</c> for those of an interface. The guest is loaded here; functions that only a later version has
    /// are not mapped. <para>A request has the arguments: as JSON, an object by the names of the parameters (<c>p0</c>, <c>p1</c> and so on
    /// for a module, which has none) or an array; where a parameter is a <c>list&lt;u8&gt;</c>, as <c>application/octet-stream</c>, or as
    /// <c>multipart/form-data</c> with a part for each; where it is a <c>string</c>, as <c>text/plain</c> in UTF-8. Values stand in JSON as
    /// <see cref="Lanner.Components.ComponentValue.ParseJson"/> has them.</para><para>The response has the result: as JSON, with bytes in
    /// base64, or as <c>application/octet-stream</c> where it is asked for; 204 where there is none. A <c>result</c> of WIT is what stands
    /// in it, and its error 422. Failures have problem details (RFC 9457): 400 for wrong arguments, 413 and 415 for bodies that are not
    /// taken, 500 for traps and limits, 503 with <c>Retry-After</c> where the guest is busy, 504 where its time has
    /// passed.</para></summary>
    /// <param name="endpoints">The routes of the application, whose services have <see cref="GuestCatalog"/>.</param>
    /// <param name="prefix">The path under which the functions are.</param>
    /// <param name="guest">The guest, as of <see cref="MapWasm"/>.</param>
    /// <returns>All endpoints. Documents of OpenAPI (<c>AddOpenApi</c>, <c>MapOpenApi</c>) show them with their types.</returns>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The guest cannot be read.</exception>
    public static RouteHandlerBuilder MapWasmFunctions(this IEndpointRouteBuilder endpoints, string prefix, string guest)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var pool = Load(endpoints, guest, out var code);
        return MapFunctions(endpoints, prefix, pool, code);
    }

    private static GuestPool Load(IEndpointRouteBuilder endpoints, string guest, out GuestCode code)
    {
        ArgumentException.ThrowIfNullOrEmpty(guest);
        var catalog = endpoints.ServiceProvider.GetRequiredService<GuestCatalog>();
        if (!catalog.TryGet(guest, out var pool))
        {
            pool = catalog.Add(guest, new GuestOptions { Source = GuestSource.FromFile(guest) });
        }

        // Routes are made before the application runs, on a thread that nobody waits for.
        code = pool.LoadAsync().AsTask().GetAwaiter().GetResult();
        return pool;
    }

    private static RouteHandlerBuilder MapFunctions(IEndpointRouteBuilder endpoints, string prefix, GuestPool pool, GuestCode code)
    {
        var endpoint = new FunctionEndpoint(LoggerOf(endpoints));
        return new RouteHandlerBuilder(
        [
            .. FunctionTable.Of(code).Functions.Select(function => (IEndpointConventionBuilder)endpoints
                .MapPost($"{prefix.TrimEnd('/')}/{function.Key}", context => endpoint.HandleAsync(context, pool, function.Key))
                .WithDisplayName($"{function.Value.Path} of {pool.Name}")
                .WithTags(pool.Name)
                .WithMetadata(Described)
                .AddOpenApiOperationTransformer((operation, _, _) =>
                {
                    FunctionDocument.Describe(operation, pool.Name, function.Key, function.Value);
                    return Task.CompletedTask;
                })),
        ]);
    }

    private static ILogger LoggerOf(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Lanner.AspNetCore");

    /// <summary>A path without the parameter that takes its rest.</summary>
    private static string PrefixOf(string pattern)
    {
        var rest = pattern.IndexOf("{*", StringComparison.Ordinal);
        return rest < 0 ? pattern : pattern[..rest];
    }

    private static Task DescribedAsync(HttpContext context) => Task.CompletedTask;
}
