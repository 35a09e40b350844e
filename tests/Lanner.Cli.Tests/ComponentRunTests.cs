namespace Lanner.Cli.Tests;

/// <summary><c>lanner run</c> of components: programs of WASI 0.2.</summary>
public sealed class ComponentRunTests
{
    /// <summary>A component that succeeds if the setting "colour" has four letters.</summary>
    private const string Setting = """
        (component
          (import "wasi:config/store@0.2.0-rc.1" (instance $store
            (type $e (variant (case "upstream" string) (case "io" string)))
            (export "error" (type $error (eq $e)))
            (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
          (core module $Memory
            (memory (export "memory") 1)
            (data (i32.const 64) "colour")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
          (core instance $memory (instantiate $Memory))
          (core func $get (canon lower (func $store "get")
            (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
          (core module $Main
            (import "host" "get" (func $get (param i32 i32 i32)))
            (import "memory" "memory" (memory 1))
            (func (export "run") (result i32)
              (call $get (i32.const 64) (i32.const 6) (i32.const 0))
              (i32.ne (i32.load (i32.const 12)) (i32.const 4))))
          (core instance $main (instantiate $Main
            (with "memory" (instance $memory)) (with "host" (instance (export "get" (func $get))))))
          (func $run (result (result)) (canon lift (core func $main "run")))
          (instance $run-interface (export "run" (func $run)))
          (export "wasi:cli/run@0.2.0" (instance $run-interface)))
        """;

    private const string Program = "tests/Lanner.Wasi.Tests/Preview2/programs/program.component.wasm";

    [Fact]
    public void A_component_in_text_runs()
    {
        var result = Command.Run("run", "samples/hosts/command.wat");
        Assert.Equal((0, "Hello from a component\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData(0, "--config", "colour=blue")]
    [InlineData(0, "--config", "colour=red", "--config", "colour=blue")]
    [InlineData(1, "--config", "colour=green")]
    [InlineData(1)]
    public void A_component_has_the_configuration_of_the_options(int exitCode, params string[] options)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(exitCode, Command.Run(["run", .. options, folder.Write("setting.wat", Setting)]).ExitCode);
    }

    [Fact]
    public void A_program_gets_what_the_options_grant()
    {
        using var folder = new TemporaryFolder();
        var result = Command.Run(
            "one\ntwo\n"u8, "run", "--dir", $"{folder.Path}::/data", "--env", "NAME=value", Program, "argument");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("to standard error\n", result.Error);
        Assert.Contains("argument program.component.wasm\nargument argument\nvariable NAME=value\nline one\nline two\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("size 8890\nlines 1001, last the end\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(8898, new FileInfo(Path.Combine(folder.Path, "file.txt")).Length);
    }

    [Fact]
    public void A_program_that_fails_gives_its_exit_code_and_a_hint_at_what_was_not_granted()
    {
        var result = Command.Run("run", Program, "fail");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("open: No such file or directory\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("lanner: the guest asked for /data/file.txt, which no --dir grants\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fuel", "10000000", "all fuel consumed")]
    [InlineData("--timeout", "2s", "interrupted by a deadline")]
    public void Limits_end_a_program(string option, string value, string reason)
    {
        var result = Command.Run("run", option, value, Program, "loop");
        Assert.Equal(134, result.ExitCode);
        Assert.Contains($"lanner: trap: {reason}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_deterministic_runs_are_the_same()
    {
        var first = Command.Run("run", "--deterministic", Program);
        Assert.Equal(first.Output, Command.Run("run", "--deterministic", Program).Output);
        Assert.Contains("slept enough\nyear before\n", first.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_are_traced()
    {
        var result = Command.Run("run", "--trace", "wasi", "samples/hosts/command.wat");
        Assert.Contains("wasi:cli/stdout#get-stdout() = ", result.Error, StringComparison.Ordinal);
        Assert.Contains("wasi:io/streams#[method]output-stream.blocking-write-and-flush(", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--invoke", "f")]
    [InlineData("--preload", "a=samples/hello.wasm")]
    [InlineData("--unknown-imports", "trap")]
    public void Options_of_modules_are_refused(string option, string value)
    {
        var result = Command.Run("run", option, value, Program);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"this is a component, and {option} is for modules", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_has_sockets_if_the_options_grant_any()
    {
        // It fails if it gets no socket.
        using var folder = new TemporaryFolder();
        var program = folder.Write("socket.wat", """
            (component
              (import "wasi:sockets/network@0.2.0" (instance $network
                (type $code (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout"
                  "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit" "address-not-bindable"
                  "address-in-use" "remote-unreachable" "connection-refused" "connection-reset" "connection-aborted"
                  "datagram-too-large" "name-unresolvable" "temporary-resolver-failure" "permanent-resolver-failure"))
                (export "error-code" (type (eq $code)))
                (type $family (enum "ipv4" "ipv6"))
                (export "ip-address-family" (type (eq $family)))))
              (alias export $network "error-code" (type $code))
              (alias export $network "ip-address-family" (type $family))
              (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
              (alias export $tcp "tcp-socket" (type $socket))
              (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
                (alias outer 1 $code (type $outer-code)) (export "error-code" (type $error (eq $outer-code)))
                (alias outer 1 $family (type $outer-family)) (export "ip-address-family" (type $ip (eq $outer-family)))
                (alias outer 1 $socket (type $outer-socket)) (export "tcp-socket" (type $tcp-socket (eq $outer-socket)))
                (export "create-tcp-socket"
                  (func (param "address-family" $ip) (result (result (own $tcp-socket) (error $error)))))))
              (core module $Memory (memory (export "memory") 1))
              (core instance $memory (instantiate $Memory))
              (core func $make (canon lower (func $create "create-tcp-socket") (memory (core memory $memory "memory"))))
              (core module $Main
                (import "host" "make" (func $make (param i32 i32)))
                (import "memory" "memory" (memory 1))
                (func (export "run") (result i32)
                  (call $make (i32.const 0) (i32.const 8))
                  (i32.load8_u (i32.const 8))))
              (core instance $main (instantiate $Main
                (with "memory" (instance $memory)) (with "host" (instance (export "make" (func $make))))))
              (func $run (result (result)) (canon lift (core func $main "run")))
              (instance $run-interface (export "run" (func $run)))
              (export "wasi:cli/run@0.2.0" (instance $run-interface)))
            """);
        Command.Run("run", program).Expect(1);
        Command.Run("run", "--allow-connect", "udp://*:53", "--allow-lookup", "*", program).Expect(1);
        Command.Run("run", "--allow-connect", "*.example.com:443", program).Expect(0);
        Command.Run("run", "--allow-listen", "127.0.0.1:8080", "--allow-private-answers", program).Expect(0);
    }
}
