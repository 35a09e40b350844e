namespace Lanner.Cli.Tests;

/// <summary><c>lanner serve</c> starts the server; Lanner.Server.Tests has the rest.</summary>
public sealed class ServeTests
{
    private const string Listening = "listening at ";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A signal that is sent to the command reaches the server, and the exit code is the server's.</summary>
    [Fact]
    public async Task The_server_takes_the_place_of_the_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        using var command = Command.Begin("serve", "samples/hosts/handler.wat", "--listen", "http://127.0.0.1:0");
        string? line;
        do
        {
            line = await command.Output.ReadLineAsync(Cancellation);
        }
        while (line is not null && !line.StartsWith(Listening, StringComparison.Ordinal));

        Assert.NotNull(line);
        using var client = new HttpClient { Timeout = Patience.Limit };
        Assert.Equal("Hello from a handler", await client.GetStringAsync(new Uri(line[Listening.Length..]), Cancellation));
        command.Send("TERM");
        await command.WaitForExitAsync(Cancellation);
        Assert.Equal(0, command.ExitCode);
    }
}
