using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Cli.Tests;

/// <summary>The grants of <c>lanner run</c> to a guest, option by option, and its messages when the guest lacked something.</summary>
public sealed class WasiOptionTests
{
    private const string Random = """
        (module (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "random") (result i64)
            (drop (call $random_get (i32.const 0) (i32.const 8)))
            (i64.load (i32.const 0))))
        """;

    /// <summary>Greets whoever connects to the listener, which stands behind the directory of paths that nobody granted; ends with the
    /// error of accepting.</summary>
    private const string Greeter = """
        (module
          (import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "sock_send" (func $send (param i32 i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\08\00\00\00\05\00\00\00hello")
          (func (export "_start") (local $error i32)
            (if (local.tee $error (call $accept (i32.const 4) (i32.const 0) (i32.const 100))) (then (call $exit (local.get $error))))
            (call $exit (call $send (i32.load (i32.const 100)) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 104)))))
        """;

    [Fact]
    public void Variables_come_from_files_and_single_ones_win()
    {
        using var folder = new TemporaryFolder();
        var first = folder.Write("first.env", "# a comment\n\nCOLOUR=blue\nSHAPE=round=ish\nEMPTY=\n");
        var second = folder.Write("second.env", "COLOUR=red\n");

        var output = Command.Run(
            "run", "--env", "SIZE=3", "--env-file", first, "--env-file", second, "--env", "SHAPE=flat",
            "samples/hello.wasm").Expect(0).Lines;

        Assert.Equal(
            ["environment: COLOUR=red", "environment: EMPTY=", "environment: SHAPE=flat", "environment: SIZE=3"],
            output.Where(line => line.StartsWith("environment: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_of_variables_that_are_missing_or_malformed_are_told()
    {
        using var folder = new TemporaryFolder();
        Command.Run("run", "--env-file", folder.PathOf("missing"), "samples/hello.wasm").ExpectFailure(1, "missing: there is no such file");
        Command.Run("run", "--env-file", folder.Write("bad.env", "=value\n"), "samples/hello.wasm").ExpectFailure(
            1, "bad.env:1: '=value' is not a variable");
    }

    [Fact]
    public void The_environment_is_inherited_when_asked_for()
    {
        var path = $"environment: PATH={Environment.GetEnvironmentVariable("PATH")}";
        Assert.Contains(path, Command.Run("run", "--inherit-env", "samples/hello.wasm").Expect(0).Lines);
        Assert.Contains(
            "environment: PATH=other", Command.Run("run", "--inherit-env", "--env", "PATH=other", "samples/hello.wasm").Expect(0).Lines);
    }

    [Fact]
    public void Random_numbers_follow_from_the_seed()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("random.wat", Random);
        string Run(params string[] options) => Command.Run(["run", .. options, "--invoke", "random", module]).Expect(0).Output;

        Assert.Equal(Run("--seed", "7"), Run("--seed", "7"));
        Assert.NotEqual(Run("--seed", "7"), Run("--seed", "8"));
        Assert.NotEqual(Run(), Run());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task A_guest_serves_on_the_listener_that_it_was_granted(string? peers)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("greeter.wat", Greeter);
        var address = FreeAddress();
        var guest = Task.Run(() => Command.Run(["run", "--tcplisten", address.ToString(), .. Allow(peers), "--timeout", "5m", module]));

        Assert.Equal("hello", await ReadFrom(address, guest));
        (await guest).Expect(0);
    }

    [Fact]
    public async Task Who_is_not_allowed_to_connect_is_turned_away()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("greeter.wat", Greeter);
        var address = FreeAddress();
        using var guest = Command.Begin(["run", "--tcplisten", address.ToString(), .. Allow("10.0.0.0/8"), module]);

        Assert.Equal("", await ReadFrom(address, guest.WaitForExitAsync(TestContext.Current.CancellationToken)));

        // The guest has not seen anybody come, and goes on waiting.
        Assert.False(guest.HasExited);
    }

    [Fact]
    public void Addresses_that_are_none_are_told()
    {
        Command.Run("run", "--tcplisten", "nowhere", "samples/hello.wasm").ExpectFailure(2, "'nowhere' is not an address to listen on");
        Command.Run("run", "--allow-net", "10.0.0.0/99", "samples/hello.wasm").ExpectFailure(2, "'10.0.0.0/99' does not name peers");
    }

    [Fact]
    public void A_guest_that_fails_for_want_of_a_directory_is_explained()
    {
        using var folder = new TemporaryFolder();
        folder.Write("granted", "one two");
        var failed = Command.Run("run", "--dir", $"{folder.Path}::/data", "samples/wordcount.wasm", "/etc/passwd");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.EndsWith("lanner: the guest asked for /etc/passwd, which no --dir grants\n", failed.Error, StringComparison.Ordinal);

        Assert.Equal("", Command.Run("run", "--dir", $"{folder.Path}::/data", "samples/wordcount.wasm", "/data/granted").Expect(0).Error);

        // What was granted and is not there is the guest's own affair.
        Assert.DoesNotContain(
            "no --dir grants", Command.Run("run", "--dir", $"{folder.Path}::/data", "samples/wordcount.wasm", "/data/missing").Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_are_traced_with_their_paths_and_results()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are granted on Linux only.");
        using var folder = new TemporaryFolder();
        folder.Write("granted", "one two");
        string[] arguments = ["--dir", $"{folder.Path}::/data", "samples/wordcount.wasm", "/data/granted"];

        var traced = Command.Run(["run", "--trace", "wasi", .. arguments]).Expect(0);

        Assert.Equal(Command.Run(["run", .. arguments]).Expect(0).Output, traced.Output);
        Assert.Matches(
            """^wasi: path_open\(descriptor=3, lookup=\d+, path="granted", length=7, .*\) = Success$""",
            traced.Error.Split('\n').Single(line => line.Contains("path_open", StringComparison.Ordinal)));
        Assert.Contains("wasi: fd_write(descriptor=1, ", traced.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nwasi: proc_exit(code=3)\n", Command.Run("run", "--trace", "wasi", "samples/trap.wasm", "exit").Expect(3).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_granted_to_be_read_only_or_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories are granted on Linux only.");
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "Read-only file system",
            Command.Run("run", "--dir", $"{folder.Path}::/data:ro", "samples/files.wasm", "/data").Expect(1).Output,
            StringComparison.Ordinal);
        Command.Run("run", "--dir", $"{folder.Path}::/data", "samples/files.wasm", "/data").Expect(0);

        // Without another name the guest knows it by that of the host.
        Command.Run("run", "--dir", folder.Path, "samples/files.wasm", folder.Path).Expect(0);
        Command.Run("run", "--dir", $"{folder.PathOf("missing")}::/data", "samples/files.wasm", "/data").ExpectFailure(
            1, "missing: there is no such directory");
    }

    private static string[] Allow(string? peers) => peers is null ? [] : ["--allow-net", peers];

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    /// <summary>Connects as soon as somebody listens, and reads to the end; what the other side cuts off counts as the end.</summary>
    private static async Task<string> ReadFrom(IPEndPoint address, Task guest)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            }
            catch (SocketException) when (!guest.IsCompleted)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                continue;
            }

            var text = new StringBuilder();
            var buffer = new byte[100];
            try
            {
                while (await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var length)
                {
                    text.Append(Encoding.UTF8.GetString(buffer, 0, length));
                }
            }
            catch (IOException)
            {
            }

            return text.ToString();
        }
    }
}
