using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Lanner.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lanner.AspNetCore.Tests;

/// <summary>Measures, when asked for: the requests that a guest answers in a second, beside an endpoint of the same server that answers the
/// same.</summary>
public sealed class LoadTests
{
    private const int Connections = 16, Rounds = 6;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    [Fact(Explicit = true)]
    public async Task Requests_a_second_of_a_guest_and_of_a_bare_endpoint()
    {
        await using var server = await Server.StartAsync(Guests.Exchange, app =>
        {
            app.MapGet("/bare", async context =>
            {
                context.Response.ContentLength = 20;
                await context.Response.BodyWriter.WriteAsync("Hello from a handler"u8.ToArray());
            });
            app.MapWasm("/hello", "guest");
            var options = new GuestOptions { Source = GuestSource.FromBytes(Encoding.UTF8.GetBytes(Guests.Exchange)) };
            options.Pool.Reuse = int.MaxValue;
            app.Services.GetRequiredService<GuestCatalog>().Add("again", options);
            app.MapWasm("/hello-again", "again");
        });
        var paths = (string[])["/bare", "/hello", "/hello-again"];
        var rates = paths.ToDictionary(path => path, _ => new List<double>());
        foreach (var path in Enumerable.Repeat(paths, Rounds).SelectMany(one => one))
        {
            rates[path].Add(await MeasureAsync(server, path));
        }

        foreach (var path in paths)
        {
            // The first rounds compile.
            var sorted = rates[path].Skip(2).Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{path}: {sorted[sorted.Count / 2]:F0} requests a second (median), {sorted[^1]:F0} at best"));
        }

        await MeasureInstancesAsync(server.Guest);
    }

    private static async Task MeasureInstancesAsync(GuestPool guest)
    {
        const int Count = 2_000;
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < Count; index++)
        {
            await using var lease = await guest.RentAsync(null, TestContext.Current.CancellationToken);
            lease.Complete();
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a fresh instance, made and disposed of: {Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count:F0} us"));
    }

    private static async Task<double> MeasureAsync(Server server, string path)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoadAsync(server, path))));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<int> LoadAsync(Server server, string path)
    {
        using var socket = await server.ConnectAsync();
        socket.NoDelay = true;
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        var buffer = new byte[4096];
        var (start, count) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(start) < Time)
        {
            await socket.SendAsync(request);
            var used = 0;
            do
            {
                var length = await socket.ReceiveAsync(buffer.AsMemory(used));
                Assert.True(length > 0);
                used += length;
            }
            while (!buffer.AsSpan(0, used).EndsWith("Hello from a handler"u8) && !buffer.AsSpan(0, used).EndsWith("0\r\n\r\n"u8));

            Assert.StartsWith("HTTP/1.1 200 ", Encoding.ASCII.GetString(buffer, 0, 13), StringComparison.Ordinal);
            count++;
        }

        return count;
    }
}
