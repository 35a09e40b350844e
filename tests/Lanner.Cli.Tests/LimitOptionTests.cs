namespace Lanner.Cli.Tests;

/// <summary>The options of <c>lanner run</c> that bound what a guest may use, and what is said when it reaches a bound.</summary>
public sealed class LimitOptionTests
{
    private const string Guest = """
        (module
          (memory 1)
          (table $table 1 funcref)
          (func (export "_start") (loop $again (br $again)))
          (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
          (func (export "fill") (param i32) (result i32) (table.grow $table (ref.null func) (local.get 0)))
          (func $descend (export "descend") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (i32.const 1) (call $descend (i32.sub (local.get 0) (i32.const 1)))))
              (else (i32.const 0)))))
        """;

    [Theory]
    [InlineData("--fuel", "1000", "all fuel consumed: the limit is 1000 units of fuel")]
    [InlineData("--timeout", "300ms", "interrupted by a deadline: the limit is 300 ms")]
    public void A_guest_that_goes_on_for_ever_is_stopped(string option, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            $"lanner: trap: {reason}", Command.Run("run", option, value, folder.Write("guest.wat", Guest)).Expect(134).Error,
            StringComparison.Ordinal);
    }

    /// <summary>The table's element counts with the memory, so that 16 pages are too many for 1 MiB.</summary>
    [Theory]
    [InlineData("--max-memory", "1MiB", "grow", "14", "1")]
    [InlineData("--max-memory", "1MiB", "grow", "15", "-1")]
    [InlineData("--max-table-elements", "10", "fill", "9", "1")]
    [InlineData("--max-table-elements", "10", "fill", "10", "-1")]
    [InlineData("--max-stack", "256KiB", "descend", "1000", "1000")]
    [InlineData("--fuel", "1000", "descend", "10", "10")]
    public void Within_its_bounds_a_guest_gets_what_it_wants(string option, string value, string function, string argument, string result)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            [result], Command.Run("run", option, value, "--invoke", function, folder.Write("guest.wat", Guest), argument).Expect(0).Lines);
    }

    [Fact]
    public void A_guest_that_needs_more_from_the_start_is_refused_and_one_that_goes_too_deep_traps()
    {
        using var folder = new TemporaryFolder();
        var guest = folder.Write("guest.wat", Guest);
        Command.Run("run", "--max-memory", "1KiB", guest).ExpectFailure(1, "the limit is 1024 bytes of memory");
        Assert.StartsWith(
            "lanner: trap: call stack exhausted: the limit is 262144 bytes of stack",
            Command.Run("run", "--max-stack", "256KiB", "--invoke", "descend", guest, "50000").Expect(134).Error,
            StringComparison.Ordinal);
        Assert.Equal(["50000"], Command.Run("run", "--invoke", "descend", guest, "50000").Expect(0).Lines);
    }

    [Theory]
    [InlineData("--max-address-space", "1GiB", "the limit is 1073741824 bytes of address space")]
    [InlineData("--max-code", "1KiB", "the limit is 1024 bytes for the code")]
    [InlineData("--max-module", "100", "the limit is 100 bytes")]
    public void A_module_that_needs_more_than_the_process_may_give_is_refused(string option, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        var guest = folder.Write("guest.wat", Guest);

        Command.Run("run", option, value, "--invoke", "grow", guest, "0").ExpectFailure(1, reason);
        Command.Run("run", option, "100GiB", "--invoke", "grow", guest, "0").Expect(0);
    }

    [Fact]
    public void A_module_that_takes_longer_to_read_is_refused()
    {
        using var folder = new TemporaryFolder();
        var guest = folder.Write("guest.wat", $"(module {string.Concat(Enumerable.Repeat("(func (nop))", 100_000))})");

        Command.Run("run", "--max-load-time", "1ms", guest).ExpectFailure(1, "the limit is 1 ms");
    }

    /// <summary>Structures and arrays count as memories do.</summary>
    [Theory]
    [InlineData("--max-memory")]
    [InlineData("--max-heap")]
    public void A_guest_that_hoards_objects_is_stopped(string option)
    {
        using var folder = new TemporaryFolder();
        var guest = folder.Write("hoard.wat", """
            (module
              (type $numbers (array (mut i64)))
              (type $list (struct (field (ref null $list)) (field (ref $numbers))))
              (func (export "_start") (local $all (ref null $list))
                (loop $again
                  (local.set $all (struct.new $list (local.get $all) (array.new_default $numbers (i32.const 1000))))
                  (br $again))))
            """);

        Assert.StartsWith(
            "lanner: trap: heap exhausted", Command.Run("run", option, "50MiB", guest).Expect(134).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fuel", "-3", "-3 is too small")]
    [InlineData("--max-table-elements", "-1", "-1 is too small")]
    [InlineData("--max-memory", "much", "'much' is not a size")]
    [InlineData("--timeout", "soon", "'soon' is not a time")]
    public void Bounds_that_are_none_are_told(string option, string value, string reason) =>
        Command.Run("run", option, value, "samples/hello.wasm").ExpectFailure(2, reason);

    [Fact]
    public void A_core_dump_is_written_when_the_guest_traps()
    {
        using var folder = new TemporaryFolder();
        var dump = folder.PathOf("core");

        var error = Command.Run("run", "--coredump", dump, "samples/trap.wasm", "divide").Expect(134).Error;

        Assert.Contains($"core dump written to {dump}", error, StringComparison.Ordinal);
        Assert.Equal("\0asm"u8.ToArray(), File.ReadAllBytes(dump)[..4]);
        Command.Run("run", "--coredump", folder.PathOf("none"), "samples/hello.wasm").Expect(0);
        Assert.False(File.Exists(folder.PathOf("none")));
    }
}
