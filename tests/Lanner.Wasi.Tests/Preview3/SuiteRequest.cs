using System.Text;
using System.Text.Json;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>A request that the official suite makes of a component.</summary>
internal static class SuiteRequest
{
    internal static async Task MakeAsync(WasiHttpHandler handler, JsonElement operation)
    {
        var body = operation.TryGetProperty("body", out var text) ? text.GetString()! : "";
        var request = new WasiHttpRequest(operation.GetProperty("method").GetString()!)
        {
            Scheme = "http",
            Authority = "localhost",
            PathWithQuery = operation.GetProperty("path").GetString(),
            Headers = [.. Pairs(operation)],
            Body = new MemoryStream(Encoding.UTF8.GetBytes(body)),
        };
        using var response = await handler.HandleAsync(request);
        using var reader = new StreamReader(response.Body);
        var content = await reader.ReadToEndAsync();
        await response.Completion;
        var expected = operation.GetProperty("response");
        Assert.Equal(expected.GetProperty("status").GetInt32(), response.StatusCode);
        Assert.Equal(expected.TryGetProperty("body", out var expectedBody) ? expectedBody.GetString() : "", content);
        foreach (var (name, value) in Pairs(expected))
        {
            Assert.Contains(
                response.Headers, field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && field.Value.SequenceEqual(value));
        }
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Pairs(JsonElement element) =>
        element.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().Select(header => KeyValuePair.Create(
                header.Name, Encoding.UTF8.GetBytes(header.Value.GetString()!)))
            : [];
}
