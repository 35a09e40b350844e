using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Lanner.Wasi.Sockets;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>Sends the requests of one guest. Redirects are the guest's to follow, and no proxy, cookie or credential of the host takes
/// part. Thread-safe.</summary>
internal sealed class HttpSender : IDisposable
{
    private readonly Dictionary<string, NetworkAccess> _access;
    private readonly CancellationTokenSource _end = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly BoundedCount _requests;

    internal HttpSender(HttpGrants grants, NetworkGrants network)
    {
        _requests = new BoundedCount(grants.MaximumRequests);
        _access = new(StringComparer.Ordinal)
        {
            ["http"] = grants.AccessOf("http", network, _end.Token),
            ["https"] = grants.AccessOf("https", network, _end.Token),
        };
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            PlaintextStreamFilter = static (context, _) => new(new RequestTrailers(context.PlaintextStream)),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = FieldList.MaximumBytes >> 10,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            SslOptions = grants.Tls ?? new SslClientAuthenticationOptions(),
        });
    }

    /// <summary>The activity of the host that requests belong to; null for none.</summary>
    internal Activity? Activity { get; set; }

    /// <summary>Begins to send a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Its options.</param>
    /// <param name="exchange">The exchange, if it was begun.</param>
    /// <param name="response">The headers of the response.</param>
    /// <returns>The error, or null.</returns>
    internal HttpError? TrySend(
        OutgoingRequest request, RequestOptions options, out HttpExchange exchange, out Task<FieldList> response)
    {
        (exchange, response) = (null!, null!);
        if (RequestBuilder.TryBuild(request, out var message, out var content) is { } error)
        {
            return error;
        }

        if (!_access[message.RequestUri!.Scheme].MayFind(message.RequestUri.IdnHost, message.RequestUri.Port))
        {
            message.Dispose();
            return HttpError.Denied;
        }

        if (!_requests.TryEnter())
        {
            message.Dispose();
            return HttpError.TooManyConnections;
        }

        AddTrace(message);
        exchange = new HttpExchange(this, message, content, options, _end.Token);
        response = exchange.SendAsync(_invoker);
        return null;
    }

    /// <summary>Counts the end of a request.</summary>
    internal void Release() => _requests.Leave();

    public void Dispose()
    {
        _end.Cancel();
        _invoker.Dispose();
    }

    /// <summary>Says to which trace the request belongs (W3C Trace Context, section 3), unless the guest says it.</summary>
    private void AddTrace(HttpRequestMessage message)
    {
        const string Parent = "traceparent", State = "tracestate";
        if (Activity is { IdFormat: ActivityIdFormat.W3C } activity
            && !message.Headers.Contains(Parent)
            && !message.Headers.Contains(State))
        {
            message.Headers.TryAddWithoutValidation(Parent, activity.Id);
            if (activity.TraceStateString is { Length: > 0 } state)
            {
                message.Headers.TryAddWithoutValidation(State, state);
            }
        }
    }

    /// <summary>Connects to an address that the guest may reach: the one that was checked, whatever the name stands for a moment
    /// later.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var message = context.InitialRequestMessage;
        var timeouts = message.Options.TryGetValue(HttpExchange.Key, out var exchange)
            ? exchange.Timeouts
            : throw new InvalidOperationException("A connection was asked for that no guest needs.");
        timeouts.BeginConnecting();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeouts.Token, cancellation);
        var stream = await ConnectAsync(_access[message.RequestUri!.Scheme], context.DnsEndPoint, both.Token).ConfigureAwait(false);
        timeouts.EndConnecting();
        return stream;
    }

    private static async Task<NetworkStream> ConnectAsync(NetworkAccess access, DnsEndPoint host, CancellationToken cancellation)
    {
        var found = access.FindAsync(host.Host.Trim('[', ']'), host.Port);
        found.IgnoreFailure();
        var answer = await found.WaitAsync(cancellation).ConfigureAwait(false);
        var error = answer.Outcome switch
        {
            NameOutcome.Found => null,
            NameOutcome.Denied => HttpError.AddressProhibited,
            NameOutcome.TemporaryFailure => HttpError.DnsError("SERVFAIL"),
            _ => HttpError.DnsError("NXDOMAIN"),
        };
        Exception failure = error?.ToException() ?? HttpError.AddressProhibited.ToException();
        foreach (var address in answer.Addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                failure = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure;
    }
}
