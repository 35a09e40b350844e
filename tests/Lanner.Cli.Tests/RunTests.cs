using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary><c>lanner run</c>: exit codes, traps, arguments and results.</summary>
public sealed partial class RunTests
{
    private const string Identities = """
        (module
          (func (export "i32") (param i32) (result i32) local.get 0)
          (func (export "i64") (param i64) (result i64) local.get 0)
          (func (export "f32") (param f32) (result f32) local.get 0)
          (func (export "f64") (param f64) (result f64) local.get 0)
          (func (export "v128") (param v128) (result v128) local.get 0)
          (func (export "externref") (param externref) (result externref) local.get 0)
          (func (export "funcref") (param funcref) (result funcref) local.get 0)
          (func (export "itself") (result funcref) ref.func 7)
          (func (export "two") (param i32 i64) (result i64 i32) local.get 1 local.get 0)
          (func (export "none")))
        """;

    /// <summary>A program without options is run without a command line being parsed: that must not be seen.</summary>
    [Theory]
    [InlineData]
    [InlineData("one", "two words", "")]
    [InlineData("--")]
    [InlineData("--", "one")]
    [InlineData("--", "--", "one")]
    [InlineData("one", "--", "two")]
    [InlineData("--fuel", "1", "--help", "-x")]
    [InlineData("[suggest]", "@file")]
    public void Without_options_a_program_gets_the_same_arguments(params string[] arguments)
    {
        var without = Command.Run(["run", "samples/hello.wasm", .. arguments]);
        var with = Command.Run(["run", "--seed=1", "samples/hello.wasm", .. arguments]);

        Assert.Equal((with.ExitCode, with.Output, with.Error), (without.ExitCode, without.Output, without.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere.wasm")]
    public void Without_options_a_wrong_file_is_told_of_in_the_same_words(string file)
    {
        var without = Command.Run("run", file);
        var with = Command.Run("run", "--seed=1", file);

        Assert.NotEqual(0, without.ExitCode);
        Assert.Equal((with.ExitCode, with.Error), (without.ExitCode, without.Error));
    }

    [Theory]
    [InlineData("unreachable", "unreachable", "")]
    [InlineData("unreachable", "unreachable", "--checked")]
    [InlineData("divide", "integer divide by zero", "")]
    [InlineData("divide", "integer divide by zero", "--checked")]
    [InlineData("overflow", "integer overflow", "")]
    [InlineData("overflow", "integer overflow", "--checked")]
    [InlineData("read", "out of bounds memory access", "")]
    [InlineData("read", "out of bounds memory access", "--checked")]
    [InlineData("write", "out of bounds memory access", "")]
    [InlineData("write", "out of bounds memory access", "--checked")]
    [InlineData("recursion", "call stack exhausted", "")]
    [InlineData("recursion", "call stack exhausted", "--checked")]
    [InlineData("null-call", "un", "")]
    [InlineData("null-call", "un", "--checked")]
    [InlineData("type-call", "indirect call type mismatch", "")]
    [InlineData("type-call", "indirect call type mismatch", "--checked")]
    [InlineData("abort", "unreachable", "")]
    [InlineData("abort", "unreachable", "--checked")]
    public void A_trap_ends_with_134_and_the_stack_of_the_guest(string way, string message, string mode)
    {
        var result = Command.Run(["run", .. mode.Length == 0 ? Array.Empty<string>() : [mode], "samples/trap.wasm", way]).Expect(134);
        Assert.StartsWith($"lanner: trap: {message}", result.Error, StringComparison.Ordinal);
        Assert.Matches(Frame(), result.Error);
    }

    [Fact]
    public void A_stack_of_a_hundred_thousand_functions_is_shown_in_part()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("deep.wat", """
            (module (func $f (export "f") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then unreachable))
              (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1))))))
            """);
        var error = Command.Run("run", "--invoke", "f", module, "100000").Expect(134).Error.TrimEnd('\n').Split('\n');
        Assert.Equal(42, error.Length);
        Assert.StartsWith("    … and ", error[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_guests_own_exit_code_is_the_commands() => Command.Run("run", "samples/trap.wasm", "exit").Expect(3);

    [Theory]
    [InlineData("i32", "-1", "-1")]
    [InlineData("i32", "4294967295", "-1")]
    [InlineData("i32", "0x7fff_ffff", "2147483647")]
    [InlineData("i64", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("i64", "0xffffffffffffffff", "-1")]
    [InlineData("f32", "0.1", "0.1")]
    [InlineData("f32", "-0", "-0")]
    [InlineData("f32", "nan", "nan")]
    [InlineData("f32", "-nan:0x200000", "-nan:0x200000")]
    [InlineData("f32", "-inf", "-inf")]
    [InlineData("f64", "0x1p-1074", "5E-324")]
    [InlineData("f64", "nan:0x4000000000000", "nan:0x4000000000000")]
    [InlineData("f64", "1e300", "1E+300")]
    [InlineData("v128", "0x000102030405060708090a0b0c0d0e0f", "0x000102030405060708090a0b0c0d0e0f")]
    [InlineData("v128", "i32x4 1 2 3 0xffffffff", "0xffffffff000000030000000200000001")]
    [InlineData("externref", "null", "null")]
    [InlineData("externref", "any text", "any text")]
    [InlineData("funcref", "null", "null")]
    public void Arguments_and_results_are_of_the_functions_types(string function, string argument, string result)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("identities.wat", Identities);
        Assert.Equal([result], Command.Run("run", "--invoke", function, module, argument).Expect(0).Lines);
    }

    [Fact]
    public void Results_are_printed_one_a_line()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("identities.wat", Identities);
        Assert.Equal(["-5", "7"], Command.Run("run", "--invoke", "two", module, "7", "-5").Expect(0).Lines);
        Assert.Equal("", Command.Run("run", "--invoke", "none", module).Expect(0).Output);
        Assert.Equal(["(func (result funcref))"], Command.Run("run", "--invoke", "itself", module).Expect(0).Lines);
    }

    [Theory]
    [InlineData("'1.5' is not an argument of type i32", "i32", "1.5")]
    [InlineData("'4294967296' is not an argument of type i32", "i32", "4294967296")]
    [InlineData("'' is not an argument of type f64", "f64", "")]
    [InlineData("'i32x4 1' is not an argument of type v128", "v128", "i32x4 1")]
    [InlineData("'text' is not an argument of type funcref", "funcref", "text")]
    [InlineData("'i32' takes 1 arguments, but 2 were given: (func (param i32) (result i32))", "i32", "1", "2")]
    [InlineData("the module exports no function 'other'; it exports i32, i64", "other")]
    public void Arguments_that_do_not_fit_are_told(string reason, string function, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("identities.wat", Identities);
        Command.Run(["run", "--invoke", function, module, .. arguments]).ExpectFailure(1, reason);
    }

    [Fact]
    public void What_follows_the_module_is_the_guests()
    {
        const string echo = "samples/hello.wasm";
        var expected = Command.Run("run", echo, "--checked", "--dir", "-x", "--help").Expect(0).Output;
        Assert.Contains("--checked", expected, StringComparison.Ordinal);
        Assert.Contains("--help", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Command.Run("run", "--", echo, "--checked", "--dir", "-x", "--help").Expect(0).Output);
        Assert.Equal(expected, Command.Run("run", echo, "--", "--checked", "--dir", "-x", "--help").Expect(0).Output);
        Assert.Equal(
            expected, Command.Run("run", "--seed", "3", "--timeout=1m", echo, "--checked", "--dir", "-x", "--help").Expect(0).Output);
    }

    [Fact]
    public void The_environment_is_what_is_given()
    {
        var output = Command.Run("run", "--env", "COLOUR=blue", "samples/hello.wasm").Expect(0).Output;
        Assert.Contains("COLOUR=blue", output, StringComparison.Ordinal);
        Assert.DoesNotContain("PATH=", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Timings_are_one_line_in_the_invariant_culture()
    {
        var error = Command.Run("run", "--timings", "samples/hello.wasm").Expect(0).Error;
        var match = Timings().Match(error);
        Assert.True(match.Success, error);
        Assert.All(
            match.Groups.Values.Skip(1), group => Assert.InRange(double.Parse(group.Value, CultureInfo.InvariantCulture), 0, 60_000));
    }

    [Fact]
    public void A_guest_that_never_ends_is_ended()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("endless.wat", """(module (func (export "_start") (loop (br 0))))""");
        Assert.StartsWith("lanner: trap: ", Command.Run("run", "--timeout", "200ms", module).Expect(134).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("malformed", "\0asm\u0002\0\0\0", "unknown binary version")]
    [InlineData("garbage", "#!/bin/sh", "magic header not detected")]
    [InlineData("empty", "", "the file is empty")]
    [InlineData("text", "(module (func local.get 0))", "unknown local")]
    [InlineData("syntax", "(module\n  (func i32.konst 1))", "syntax.bin:2:9: unknown operator i32.konst")]
    [InlineData("import", "(module (import \"env\" \"a\\nb\" (func)) (func (export \"_start\")))", "unknown import")]
    [InlineData("library", "(module)", "exports no _start")]
    public void A_bad_module_ends_with_1_and_a_reason_in_one_line(string name, string content, string reason)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write($"{name}.bin", content);
        Command.Run("run", module).ExpectFailure(1, reason);
    }

    [Fact]
    public void An_exception_that_nobody_catches_is_no_stack_trace_of_ours()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("throws.wat", """(module (tag $e (param i32)) (func (export "_start") (throw $e (i32.const 1))))""");
        var result = Command.Run("run", module);
        Assert.True(result.ExitCode is 134 or 1, result.Error);
        Assert.DoesNotContain("   at Lanner.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Proposals_are_off_unless_asked_for()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("pages.wat", """(module (memory 10 (pagesize 1)) (func (export "size") (result i32) memory.size))""");
        Command.Run("run", "--invoke", "size", module).ExpectFailure(1, "");
        Assert.Equal(["10"], Command.Run("run", "--enable", "custom-page-sizes", "--invoke", "size", module).Expect(0).Lines);
    }

    [Fact]
    public void A_deterministic_run_is_the_same_each_time()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("chance.wat", """
            (module
              (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "run") (param f32 f32) (result i64 i64 i32)
                (drop (call $random (i32.const 0) (i32.const 8)))
                (drop (call $time (i32.const 0) (i64.const 1) (i32.const 8)))
                (i64.load (i32.const 0))
                (i64.load (i32.const 8))
                (i32.reinterpret_f32 (f32.div (local.get 0) (local.get 1)))))
            """);
        string[] deterministic = ["run", "--deterministic", "--invoke", "run", module, "0", "0"];

        var lines = Command.Run(deterministic).Expect(0).Lines;

        Assert.Equal(lines, Command.Run(deterministic).Expect(0).Lines);
        Assert.Equal(lines, Command.Run(["run", "--checked", .. deterministic[1..]]).Expect(0).Lines);
        Assert.Equal("2143289344", lines[2]);
        var other = Command.Run(["run", "--seed", "7", .. deterministic[1..]]).Expect(0).Lines;
        Assert.NotEqual(lines[0], other[0]);
        Assert.Equal(lines[1], other[1]);
        var free = Command.Run("run", "--invoke", "run", module, "0", "0").Expect(0).Lines;
        Assert.NotEqual(lines[0], free[0]);
        Assert.NotEqual(lines[1], free[1]);
    }

    [Fact]
    public void A_closed_pipe_ends_the_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes are made by a shell of Unix here.");
        using var piped = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"{{ {Command.Host} {Command.Assembly} print samples/json.wasm; echo $? >&2; }} | head -n 1" },
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Assert.StartsWith("(module", piped.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        var error = piped.StandardError.ReadToEnd();
        Assert.True(piped.WaitForExit(Patience.Limit));
        Assert.DoesNotContain("exception", error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The last output of the guest is in a pipe that is full; nobody waits for a reader after the time has passed.</summary>
    [Fact]
    public async Task A_guest_whose_output_nobody_reads_ends_in_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes are made by a shell of Unix here.");
        using var folder = new TemporaryFolder();
        var module = folder.Write("writer.wat", """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\08\00\00\00\05\00\00\00once\n")
              (func (export "_start") (loop $again (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))
                  (br $again))))
            """);
        using var piped = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c",
                $"{{ {Command.Host} {Command.Assembly} run --timeout 500ms {module}; echo $? >&2; }} | sleep 600 2> /dev/null" },
            RedirectStandardError = true,
        })!;

        using var limit = new CancellationTokenSource(Patience.Limit);
        var lines = new List<string?>();
        try
        {
            while (lines is not [.., "134" or null])
            {
                lines.Add(await piped.StandardError.ReadLineAsync(limit.Token));
            }
        }
        finally
        {
            piped.Kill(entireProcessTree: true);
        }

        Assert.Contains("interrupted by a deadline", lines[0], StringComparison.Ordinal);
        Assert.Equal("134", lines[^1]);
    }

    [GeneratedRegex(@"^    at \S+ \(function \d+, offset 0x[0-9a-f]+\)", RegexOptions.Multiline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"^load_ms=(\d+\.\d+) instantiate_ms=(\d+\.\d+) run_ms=(\d+\.\d+)\n$")]
    private static partial Regex Timings();
}
