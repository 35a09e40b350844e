using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>A run of a component of the official suite: the operations that its settings list, in their order.</summary>
internal sealed class SuiteRun : IAsyncDisposable
{
    private static readonly Engine Engine = new();

    private readonly string _file;
    private readonly JsonElement _settings;
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly Pipe _errors = new();
    private readonly Files.Sandbox _folder = new();
    private readonly Dictionary<string, Socket> _sockets = [];
    private readonly SuiteServers _servers = new();
    private Store? _store;
    private WasiContext? _context;
    private Task<int>? _run;
    private WasiHttpHandler? _handler;

    internal SuiteRun(string file, JsonElement settings) => (_file, _settings) = (file, settings);

    internal async Task RunAsync()
    {
        if (!_settings.TryGetProperty("operations", out var operations))
        {
            Start(_settings);
            await WaitAsync(_settings);
            return;
        }

        foreach (var operation in operations.EnumerateArray())
        {
            var work = Text(operation, "type") switch
            {
                "run" => Do(() => Start(operation)),
                "wait" => WaitAsync(operation),
                "read" => ExpectAsync(operation),
                "write" => _input.Writer.WriteAsync(Encoding.UTF8.GetBytes(Text(operation, "payload"))).AsTask(),
                "connect" => ConnectAsync(operation),
                "send" => _sockets[Text(operation, "id")].SendAsync(Encoding.UTF8.GetBytes(Text(operation, "payload"))),
                "recv" => ReceiveAsync(operation),
                "request" => SuiteRequest.MakeAsync(_handler!, operation),
                "kill" => Do(End),
                var other => throw new NotSupportedException(other),
            };
            await work;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _output.Reader.CompleteAsync();
        await _errors.Reader.CompleteAsync();
        await _input.Writer.CompleteAsync();
        End();
        _context?.Dispose();
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _servers.Dispose();
        _folder.Dispose();
    }

    private static string Text(JsonElement element, string name, string otherwise = "") =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : otherwise;

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <summary>Ends the component, once no thread is in it; a service does not end by itself.</summary>
    private void End() => Assert.True(Patience.Until(() =>
    {
        try
        {
            _store?.Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }));

    private void Start(JsonElement operation)
    {
        var builder = new WasiContextBuilder
        {
            Arguments =
            [
                Path.GetFileName(_file),
                .. operation.TryGetProperty("args", out var arguments) ? arguments.EnumerateArray().Select(one => one.GetString()!) : [],
            ],
            Input = WasiInput.FromStream(_input.Reader.AsStream()),
            Output = WasiOutput.ToStream(_output.Writer.AsStream()),
            Error = WasiOutput.ToStream(_errors.Writer.AsStream()),
        };
        if (operation.TryGetProperty("env", out var environment))
        {
            foreach (var variable in environment.EnumerateObject())
            {
                builder.Environment[variable.Name] = variable.Value.GetString()!;
            }
        }

        if (Text(operation, "root") is { Length: > 0 } root)
        {
            // Each test gets its own copy, so that they can run at once and leave nothing behind.
            WasiSuiteTests.CopyFolder(Path.Combine(Path.GetDirectoryName(_file)!, root), _folder.Inside);
            builder.AddDirectory(_folder.Inside, "/");
        }

        GrantProposals(builder);
        _context = builder.Build();
        _store = new Store(Engine);
        var component = Component.FromBinary(Engine, File.ReadAllBytes(_file));
        var linker = new ComponentLinker(Engine);
        linker.DefineWasi(_context);
        var instance = linker.Instantiate(_store, component);
        if (Text(_settings, "world") == "wasi:http/service")
        {
            _handler = new WasiHttpHandler(instance, _context);
        }
        else
        {
            _run = WasiCommand.RunAsync(instance);
        }
    }

    private void GrantProposals(WasiContextBuilder builder)
    {
        var proposals = _settings.TryGetProperty("proposals", out var list) ? list.EnumerateArray().Select(one => one.GetString()) : [];
        if (proposals.Contains("http"))
        {
            builder.AllowHttp("127.0.0.1:*").AllowHttp("*:*");
        }

        if (proposals.Contains("sockets") || Path.GetFileName(_file).StartsWith("sockets-", StringComparison.Ordinal))
        {
            foreach (var range in (string[])["tcp://0.0.0.0/0:*", "udp://0.0.0.0/0:*", "tcp://[::]/0:*", "udp://[::]/0:*"])
            {
                builder.AllowConnect(range).AllowListen(range);
            }
        }

        if (_settings.TryGetProperty("servers", out var servers))
        {
            foreach (var (name, address) in _servers.Start(servers))
            {
                builder.Environment[name] = address;
            }
        }
    }

    /// <summary>Waits for the end, which the end of the input is to help with.</summary>
    private async Task WaitAsync(JsonElement operation)
    {
        await _input.Writer.CompleteAsync();
        if (_run is null)
        {
            return;
        }

        var reading = new StreamReader(_errors.Reader.AsStream()).ReadToEndAsync();
        var outcome = await OutcomeAsync(_run);
        _context!.Flush();
        await _errors.Writer.CompleteAsync();
        var expected = operation.TryGetProperty("exit_code", out var code) ? code.GetInt32() : 0;
        Assert.True($"exit code {expected}" == outcome, $"{outcome}\n{await reading}");
    }

    internal static async Task<string> OutcomeAsync(Task<int> run)
    {
        try
        {
            return $"exit code {await run}";
        }
        catch (TrapException trap)
        {
            return trap.Message;
        }
    }

    private async Task ExpectAsync(JsonElement operation)
    {
        var expected = Encoding.UTF8.GetBytes(Text(operation, "payload"));
        var pipe = Text(operation, "id", "stdout") == "stdout" ? _output : _errors;
        var read = (await pipe.Reader.ReadAtLeastAsync(expected.Length)).Buffer;
        var wanted = read.Slice(0, long.Min(read.Length, expected.Length));
        Assert.Equal(expected, wanted.ToArray());
        pipe.Reader.AdvanceTo(wanted.End);
    }

    /// <summary>Connects to the address that the component has written.</summary>
    private async Task ConnectAsync(JsonElement operation)
    {
        var parts = (await ReadLineAsync(_output.Reader)).Split(':');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(Text(operation, "id", "server"), socket);
        await socket.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a line, and leaves what is behind it.</summary>
    private static async Task<string> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            Assert.False(read.IsCompleted, "the output has ended within a line");
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task ReceiveAsync(JsonElement operation)
    {
        var expected = Encoding.UTF8.GetBytes(Text(operation, "payload"));
        var room = new byte[expected.Length];
        await using var stream = new NetworkStream(_sockets[Text(operation, "id")]);
        var count = await stream.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false);
        Assert.Equal(expected, room[..count]);
    }
}
