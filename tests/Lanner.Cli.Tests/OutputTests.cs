namespace Lanner.Cli.Tests;

/// <summary>Tests when the output of a guest arrives at the other end of a pipe.</summary>
public sealed class OutputTests
{
    /// <summary>Writes a line, and then ends in the way that its export names, or never.</summary>
    private const string Guest = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
          (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\08\00\00\00\06\00\00\00start\n")
          (func $start (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))
          (func (export "_start") (call $start) (loop $for_ever (br $for_ever)))
          (data (i32.const 116) "\01\00\00\00\00\00\00\00\ff\ff\ff\ff\ff\ff\ff\0f")
          (func (export "sleep")
            (call $start)
            (drop (call $poll_oneoff (i32.const 100) (i32.const 200) (i32.const 1) (i32.const 300))))
          (func (export "trap") (call $start) (unreachable))
          (func (export "exit") (call $start) (call $proc_exit (i32.const 3)))
          (func (export "throw") (call $start) (throw $exception))
          (func (export "flood") (loop $again (call $start) (br $again)))
          (tag $exception))
        """;

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_line_arrives_while_the_guest_computes_and_a_signal_ends_it(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are those of Unix.");
        Assert.SkipWhen(
            signal == "INT" && StartedCommand.InterruptionIsIgnored(),
            "Who started the tests has SIGINT ignored, as for a job in the background.");
        using var folder = new TemporaryFolder();
        using var guest = Command.Begin("run", folder.Write("guest.wat", Guest));
        using var limit = new CancellationTokenSource(Patience.Limit);

        // The guest never ends by itself: that something is read at all means that it was handed on meanwhile.
        Assert.Equal("start", await guest.Output.ReadLineAsync(limit.Token));
        guest.Send(signal);
        await guest.WaitForExitAsync(limit.Token);

        Assert.Equal(exitCode, guest.ExitCode);
        Assert.Equal("", await guest.Output.ReadToEndAsync(limit.Token));
        Assert.Equal("", await guest.Error.ReadToEndAsync(limit.Token));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_a_guest_whose_output_nobody_reads(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are those of Unix.");
        Assert.SkipWhen(
            signal == "INT" && StartedCommand.InterruptionIsIgnored(),
            "Who started the tests has SIGINT ignored, as for a job in the background.");
        using var folder = new TemporaryFolder();
        using var guest = Command.Begin("run", "--invoke", "flood", folder.Write("guest.wat", Guest));
        using var limit = new CancellationTokenSource(Patience.Limit);

        Assert.Equal("start", await guest.Output.ReadLineAsync(limit.Token));
        guest.Send(signal);
        await guest.WaitForExitAsync(limit.Token);

        Assert.Equal(exitCode, guest.ExitCode);
    }

    [Theory]
    [InlineData("_start", "lanner: the guest does not wait")]
    [InlineData("sleep", "lanner: the guest waits for a clock of WASI, ")]
    public async Task A_signal_asks_what_the_guest_waits_for_and_the_guest_goes_on(string function, string answer)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are those of Unix.");
        using var folder = new TemporaryFolder();
        using var guest = Command.Begin("run", "--invoke", function, folder.Write("guest.wat", Guest));
        using var limit = new CancellationTokenSource(Patience.Limit);
        Assert.Equal("start", await guest.Output.ReadLineAsync(limit.Token));

        // It may be on its way to the wait still.
        string? line;
        do
        {
            guest.Send("QUIT");
            line = await guest.Error.ReadLineAsync(limit.Token);
            Assert.StartsWith("lanner: the guest ", line, StringComparison.Ordinal);
        }
        while (!line!.StartsWith(answer, StringComparison.Ordinal));

        Assert.False(guest.HasExited);
    }

    [Theory]
    [InlineData("trap", 134)]
    [InlineData("exit", 3)]
    [InlineData("throw", 134)]
    [InlineData("_start", 134, "--timeout", "300ms")]
    [InlineData("_start", 134, "--fuel", "1000")]
    public void What_was_written_arrives_however_the_guest_ends(string function, int exitCode, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("guest.wat", Guest);

        // On a machine that is busy the time may be over before the guest has begun.
        Assert.True(
            Patience.Until(() => Command.Run(["run", .. options, "--invoke", function, module]).Expect(exitCode).Output == "start\n"));
    }
}
