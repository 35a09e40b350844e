using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>The servers of HTTP that a test of the official suite asks for, each with the answers that its settings say. One connection
/// has one request.</summary>
internal sealed class SuiteServers : IDisposable
{
    private readonly List<RawServer> _servers = [];

    /// <summary>Starts servers.</summary>
    /// <returns>The variables of the environment by which the component finds them.</returns>
    internal IEnumerable<(string Name, string Address)> Start(JsonElement servers)
    {
        foreach (var server in servers.EnumerateArray())
        {
            var name = $"HTTP_SERVER_{server.GetProperty("name").GetString()!.ToUpperInvariant()}";
            if (server.TryGetProperty("kind", out var kind) && kind.GetString() == "closed")
            {
                using var closed = new TcpListener(IPAddress.Loopback, 0);
                closed.Start();
                yield return (name, closed.LocalEndpoint.ToString()!);
                continue;
            }

            var endpoints = server.GetProperty("endpoints");
            var started = new RawServer(connection => ServeAsync(connection, endpoints));
            _servers.Add(started);
            yield return (name, started.Authority);
        }
    }

    public void Dispose() => _servers.ForEach(server => server.Dispose());

    private static async Task ServeAsync(RawConnection connection, JsonElement endpoints)
    {
        if (await connection.ReadHeadAsync() is not { } head)
        {
            return;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines[1..].Select(line => line.Split(':', 2))
            .Select(pair => (Name: pair[0].ToLowerInvariant(), Value: pair[1].Trim()))
            .ToList();
        var (body, trailers) = await ReadBodyAsync(connection, headers);
        var endpoint = endpoints.EnumerateArray().FirstOrDefault(one =>
            one.GetProperty("method").GetString() == start[0] && one.GetProperty("path").GetString() == start[1]);
        await connection.SendAsync(Answer(endpoint, start, headers, body, trailers));
    }

    private static string Answer(
        JsonElement endpoint,
        string[] start,
        List<(string Name, string Value)> headers,
        string body,
        List<(string Name, string Value)> trailers)
    {
        if (endpoint.ValueKind == JsonValueKind.Undefined)
        {
            return Reply(404, [], "");
        }

        if (endpoint.TryGetProperty("mode", out var mode))
        {
            return mode.GetString() == "echo-body" ? Reply(200, [], body) : Reply(
                200,
                [
                    ("x-request-method", start[0]), ("x-request-path", start[1]),
                    .. headers.Select(one => ("x-echo-" + one.Name, one.Value)),
                    .. trailers.Select(one => ("x-trailer-" + one.Name, one.Value)),
                ],
                "");
        }

        var response = endpoint.GetProperty("response");
        var status = response.GetProperty("status").GetInt32();
        if (response.TryGetProperty("chunks", out var chunks))
        {
            var names = response.TryGetProperty("trailers", out var ends) ? ends.EnumerateObject().ToList() : [];
            return $"HTTP/1.1 {status} OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n"
                + (names.Count > 0 ? $"trailer: {string.Join(", ", names.Select(one => one.Name))}\r\n" : "") + "\r\n"
                + string.Concat(chunks.EnumerateArray().Select(one => $"{one.GetString()!.Length:x}\r\n{one.GetString()}\r\n"))
                + "0\r\n" + string.Concat(names.Select(one => $"{one.Name}: {one.Value.GetString()}\r\n")) + "\r\n";
        }

        var content = response.TryGetProperty("body", out var text) ? text.GetString()! : "";
        var reply = Reply(status, [], content);
        return start[0] == "HEAD" ? reply[..^content.Length] : reply;
    }

    private static string Reply(int status, List<(string Name, string Value)> headers, string body) =>
        $"HTTP/1.1 {status} OK\r\n{string.Concat(headers.Select(one => $"{one.Name}: {one.Value}\r\n"))}"
        + $"content-length: {body.Length}\r\nconnection: close\r\n\r\n{body}";

    private static async Task<(string Body, List<(string Name, string Value)> Trailers)> ReadBodyAsync(
        RawConnection connection, List<(string Name, string Value)> headers)
    {
        var length = headers.Find(one => one.Name == "content-length").Value;
        if (length is not null)
        {
            return (await connection.ReadAsync(int.Parse(length, CultureInfo.InvariantCulture)), []);
        }

        if (headers.Find(one => one.Name == "transfer-encoding").Value != "chunked")
        {
            return ("", []);
        }

        var body = new StringBuilder();
        while (int.Parse(await ReadLineAsync(connection), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            body.Append(await connection.ReadAsync(size));
            await ReadLineAsync(connection);
        }

        var trailers = new List<(string Name, string Value)>();
        while (await ReadLineAsync(connection) is { Length: > 0 } line)
        {
            var pair = line.Split(':', 2);
            trailers.Add((pair[0].ToLowerInvariant(), pair[1].Trim()));
        }

        return (body.ToString(), trailers);
    }

    private static async Task<string> ReadLineAsync(RawConnection connection) =>
        (await connection.ReadUntilAsync("\r\n") ?? throw new IOException("the connection has ended"))[..^2];
}
