using System.Globalization;

namespace Lanner.Server.Tests;

/// <summary><c>lanner serve --watch</c>.</summary>
public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_version_of_a_guest_takes_over_and_no_request_is_lost()
    {
        using var folder = new TemporaryFolder();
        folder.Write("guest.wat", ServedGuests.Answering("version 0", 20));
        using var server = await StartedServer.StartAsync(folder.Path, "guest.wat", "--watch");
        using var client = server.CreateClient();
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var seen = 0;
            while (!end.IsCancellationRequested)
            {
                // What was not answered in full would throw.
                var answer = await client.GetStringAsync("", Cancellation);
                var version = int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);
                Assert.True(version >= seen);
                seen = version;
            }

            return seen;
        }, Cancellation)).ToArray();

        for (var version = 1; version <= 4; version++)
        {
            folder.Write("guest.wat", ServedGuests.Answering($"version {version}", 20));
            Assert.True(await BecomesAsync(client, "", $"version {version}"));
        }

        await end.CancelAsync();
        Assert.All(await Task.WhenAll(callers), seen => Assert.Equal(4, seen));
    }

    [Fact]
    public async Task A_version_that_cannot_be_served_leaves_the_old_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("guest.wat", ServedGuests.Answering("first"));
        using var server = await StartedServer.StartAsync(folder.Path, "guest.wat", "--watch");
        using var client = server.CreateClient();

        folder.Write("guest.wat", "(module (func nonsense))");
        Assert.True(Patience.Until(() => server.Log.Contains("The former version stays", StringComparison.Ordinal)));
        Assert.Contains("nonsense", server.Log, StringComparison.Ordinal);
        Assert.Equal("first", await client.GetStringAsync("", Cancellation));

        folder.Write("guest.wat", ServedGuests.Answering("second"));
        Assert.True(await BecomesAsync(client, "", "second"));
    }

    [Fact]
    public async Task A_new_manifest_takes_over_and_a_wrong_one_does_not()
    {
        using var folder = new TemporaryFolder();
        folder.Write("guest.wat", ServedGuests.Answering("first"));
        folder.Write("other.wat", ServedGuests.Answering("other"));
        folder.Write("lanner.toml", "guests.guest.source = \"guest.wat\"");
        using var server = await StartedServer.StartAsync(folder.Path, "--watch");
        using var client = server.CreateClient();

        folder.Write("lanner.toml", "guests.guest.sauce = \"guest.wat\"");
        Assert.True(Patience.Until(() => server.Log.Contains("lanner.toml:1:1: there is no setting", StringComparison.Ordinal)));
        Assert.Equal("first", await client.GetStringAsync("", Cancellation));

        folder.Write("lanner.toml", "guests.guest.source = \"other.wat\"");
        Assert.True(await BecomesAsync(client, "", "other"));

        // The guest that the manifest names now is watched, and not the former one.
        folder.Write("other.wat", ServedGuests.Answering("another"));
        Assert.True(await BecomesAsync(client, "", "another"));
    }

    private static async Task<bool> BecomesAsync(HttpClient client, string path, string text)
    {
        for (var start = Environment.TickCount64; Environment.TickCount64 - start < 60_000;)
        {
            if (await client.GetStringAsync(path, Cancellation) == text)
            {
                return true;
            }

            await Task.Delay(20, Cancellation);
        }

        return false;
    }
}
