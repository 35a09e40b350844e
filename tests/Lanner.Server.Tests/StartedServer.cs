using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lanner.Server.Tests;

/// <summary>The server as a process of its own. To dispose of it ends it.</summary>
internal sealed class StartedServer : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private StartedServer(Process process, ConcurrentQueue<string> log, JsonElement announcement)
    {
        _process = process;
        _log = log;
        Announcement = announcement;
        Addresses = [.. announcement.GetProperty("addresses").EnumerateArray().Select(address => new Uri(address.GetString()!))];
    }

    /// <summary>The record with which it has begun.</summary>
    internal JsonElement Announcement { get; }

    internal Uri[] Addresses { get; }

    internal int Port => Addresses[0].Port;

    /// <summary>The log up to now.</summary>
    internal string Log => string.Join('\n', _log);

    /// <summary>Starts it at a port that is free, unless the arguments name one, and waits until it listens.</summary>
    internal static async Task<StartedServer> StartAsync(string folder, params string[] arguments)
    {
        string[] listen = arguments.Contains("--listen") ? [] : ["--listen", "http://127.0.0.1:0"];
        var process = Begin(folder, [.. arguments, .. listen, "--json"]);
        var log = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                log.Enqueue(line.Data);
            }
        };
        process.BeginErrorReadLine();
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(first is not null, $"The server has ended:\n{string.Join('\n', log)}");
        return new StartedServer(process, log, JsonDocument.Parse(first).RootElement);
    }

    /// <summary>Runs it to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] arguments)
    {
        using var process = Begin(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(Patience.Limit);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    internal HttpClient CreateClient() => new() { BaseAddress = Addresses[0], Timeout = Patience.Limit };

    /// <summary>Sends it a signal of Unix, such as <c>TERM</c>.</summary>
    internal void Send(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    internal async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static Process Begin(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Serving.Server).Assembly.Location, "serve", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
