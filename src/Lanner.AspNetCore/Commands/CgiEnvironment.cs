using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lanner.AspNetCore.Commands;

/// <summary>The environment of a program that handles a request: the meta-variables of CGI (RFC 3875, section 4.1).</summary>
internal static class CgiEnvironment
{
    /// <summary>Fields that no variable is made of: those that are variables of their own (section 4.1.18), those that authenticate, which
    /// the server has done (the same), those that belong to a connection, and <c>Proxy</c>, whose variable libraries take for the address
    /// of a proxy (CVE-2016-5385).</summary>
    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "connection", "content-length", "content-type", "keep-alive", "proxy", "proxy-authorization", "proxy-connection",
        "te", "trailer", "transfer-encoding", "upgrade",
    };

    /// <summary>Sets the variables.</summary>
    /// <param name="environment">Takes the variables.</param>
    /// <param name="context">The request.</param>
    internal static void Set(IDictionary<string, string> environment, HttpContext context)
    {
        var request = context.Request;
        var (script, path) = SplitPath(context);
        environment["GATEWAY_INTERFACE"] = "CGI/1.1";
        environment["SERVER_SOFTWARE"] = "Lanner";
        environment["SERVER_PROTOCOL"] = request.Protocol;
        environment["SERVER_NAME"] = NameOfServer(request, context.Connection);
        environment["SERVER_PORT"] = PortOfServer(request, context.Connection).ToString(CultureInfo.InvariantCulture);
        environment["REQUEST_METHOD"] = request.Method;
        environment["REQUEST_SCHEME"] = request.Scheme;
        environment["REQUEST_URI"] = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        environment["SCRIPT_NAME"] = script;
        environment["PATH_INFO"] = path;
        environment["QUERY_STRING"] = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        environment["REMOTE_ADDR"] = AddressOf(context.Connection.RemoteIpAddress);
        SetWhereKnown(environment, "CONTENT_LENGTH", request.ContentLength?.ToString(CultureInfo.InvariantCulture));
        SetWhereKnown(environment, "CONTENT_TYPE", request.ContentType);
        if (context.User.Identity is { IsAuthenticated: true } identity)
        {
            SetWhereKnown(environment, "AUTH_TYPE", identity.AuthenticationType);
            SetWhereKnown(environment, "REMOTE_USER", identity.Name);
        }

        if (request.IsHttps)
        {
            environment["HTTPS"] = "on";
        }

        foreach (var (name, values) in request.Headers)
        {
            // Of names with an underscore, which is what a hyphen becomes, there would be two of one name.
            if (!Hidden.Contains(name) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            {
                var separator = name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ";
                environment["HTTP_" + name.ToUpperInvariant().Replace('-', '_')] = string.Join(separator, values.ToArray());
            }
        }
    }

    private static void SetWhereKnown(IDictionary<string, string> environment, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            environment[name] = value;
        }
    }

    /// <summary>The path up to the rest that the route leaves to the program, and that rest, both decoded (sections 4.1.5 and
    /// 4.1.13).</summary>
    private static (string Script, string Path) SplitPath(HttpContext context)
    {
        var whole = context.Request.PathBase.Value + context.Request.Path.Value;
        var parameter = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.Parameters.FirstOrDefault(one => one.IsCatchAll);
        if (parameter is null)
        {
            return (whole, "");
        }

        var rest = "/" + (context.Request.RouteValues[parameter.Name] as string ?? "");
        return whole.EndsWith(rest, StringComparison.Ordinal) ? (whole[..^rest.Length], rest == "/" && whole[^1] != '/' ? "" : rest) : (whole, "");
    }

    private static string NameOfServer(HttpRequest request, ConnectionInfo connection) =>
        request.Host.HasValue && request.Host.Host.Length > 0 ? request.Host.Host : AddressOf(connection.LocalIpAddress);

    private static int PortOfServer(HttpRequest request, ConnectionInfo connection) =>
        connection.LocalPort != 0 ? connection.LocalPort : request.Host.Port ?? (request.IsHttps ? 443 : 80);

    /// <summary>An address; that of this machine where a socket has none.</summary>
    private static string AddressOf(IPAddress? address) => (address switch
    {
        null => IPAddress.Loopback,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        _ => address,
    }).ToString();
}
