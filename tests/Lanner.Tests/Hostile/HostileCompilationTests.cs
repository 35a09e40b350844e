using System.Diagnostics;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Hostile;

/// <summary>Modules that are valid, and made to take as much as possible of the compiler and of an instance. Decoding and validation have
/// tests of their own in Binary/HostileModuleTests. Everything that is allowed compiles and runs in the time and memory that each test
/// states.</summary>
public sealed class HostileCompilationTests
{
    private const byte Block = 0x02, Loop = 0x03, If = 0x04, End = 0x0B, BrIf = 0x0D, BrTable = 0x0E, Call = 0x10, Drop = 0x1A,
        LocalGet = 0x20, LocalSet = 0x21, I32Const = 0x41;
    private const byte Empty = 0x40, I32 = 0x7F, I64 = 0x7E;

    public static TheoryData<bool> Metering => [false, true];

    [Theory]
    [MemberData(nameof(Metering))]
    public void Sixty_thousand_nested_blocks(bool isMetered) =>
        Assert.Equal(7, Run(isMetered, [Repeat(60_000, Block, Empty), Repeat(60_000, End), [I32Const, 7, End]]));

    [Theory]
    [MemberData(nameof(Metering))]
    public void Twenty_thousand_nested_loops_each_with_a_branch(bool isMetered) =>
        Assert.Equal(7, Run(isMetered, [Repeat(20_000, Loop, Empty), Repeat(20_000, I32Const, 0, BrIf, 0, End), [I32Const, 7, End]]));

    /// <summary>Nearly every local is live everywhere, so that no run of statements can be outlined: the search for such runs has to give
    /// up.</summary>
    [Theory]
    [MemberData(nameof(Metering))]
    public void Twenty_thousand_ifs_over_a_thousand_locals(bool isMetered)
    {
        const int locals = 1000;
        var code = new List<byte>();
        for (var number = 0; number < 20_000; number++)
        {
            code.AddRange([
                LocalGet, .. Unsigned((uint)(number % locals)), If, Empty,
                LocalGet, .. Unsigned((uint)(number * 7 % locals)), I32Const, 3, 0x6C, LocalSet,
                .. Unsigned((uint)(number * 13 % locals)), End]);
        }

        Assert.Equal(7, Run(isMetered, [[.. code], [I32Const, 7, End]], locals: [1, .. Unsigned(locals), I32]));
    }

    [Theory]
    [MemberData(nameof(Metering))]
    public void Twenty_thousand_nested_ifs(bool isMetered) =>
        Assert.Equal(7, Run(isMetered, [Repeat(20_000, I32Const, 1, If, Empty), Repeat(20_000, End), [I32Const, 7, End]]));

    /// <summary>All blocks lie in each other, so that each round of cutting gets at the innermost only: cutting gives up after a time in
    /// proportion to the size.</summary>
    [Theory]
    [MemberData(nameof(Metering))]
    public void Twenty_thousand_nested_ifs_with_results(bool isMetered) =>
        Assert.Equal(
            42, Run(isMetered, [Repeat(20_000, I32Const, 1, If, I32), [I32Const, 42], Repeat(20_000, 0x05, I32Const, 7, End), [End]]));

    /// <summary>Each operand waits in a variable of its own, since the local changes. With as many of them as this, outlined functions
    /// pass thousands of values, and the CLR refuses what remains.</summary>
    [Theory]
    [InlineData(15_000)]
    [InlineData(20_000)]
    [InlineData(40_000)]
    [InlineData(60_000)]
    public void Operands_that_wait_while_their_local_changes(int count) => Assert.Equal(
        7, Run(isMetered: true, [Repeat(count, LocalGet, 0), [I32Const, 7], Repeat(count, 0x6A, 0x22, 0), [End]], locals: [1, 1, I32]));

    [Theory]
    [MemberData(nameof(Metering))]
    public void A_branch_table_of_65520_labels(bool isMetered) => Assert.Equal(
        7, Run(isMetered, [Repeat(100, Block, Empty), [I32Const, 50, BrTable], Unsigned(65_520),
            [.. Enumerable.Range(0, 65_521).Select(index => (byte)(index % 100))], Repeat(100, End), [I32Const, 7, End]]));

    [Fact]
    public void A_thousand_branch_tables_to_the_same_blocks() => Assert.Equal(
        7, Run(true, [Repeat(10, Block, Empty),
            Repeat(1000, [Block, Empty, I32Const, 3, BrTable, .. Unsigned(100), .. Repeat(101, 1), End]), Repeat(10, End),
            [I32Const, 7, End]]));

    [Theory]
    [InlineData(I32)]
    [InlineData(I64)]
    public void Fifty_thousand_locals_that_are_all_used(byte type)
    {
        var sets = Enumerable.Range(0, 49_999)
            .SelectMany(index => (byte[])[LocalGet, .. Unsigned((ulong)index), LocalSet, .. Unsigned((ulong)index + 1)]);
        Assert.Equal(7, Run(true, [[.. sets], [I32Const, 7, End]], locals: [1, .. Unsigned(50_000), type]));
    }

    [Fact]
    public void Fifty_thousand_locals_and_sixty_thousand_operands()
    {
        var pushes = Enumerable.Range(0, 60_000).SelectMany(_ => (byte[])[Call, 1]);
        var sets = Enumerable.Range(0, 49_999)
            .SelectMany(index => (byte[])[LocalGet, .. Unsigned((ulong)index), LocalSet, .. Unsigned((ulong)index + 1)]);

        // More than a method of the CLR can have. The module is none the worse for it until the function is called.
        var error = Assert.Throws<ResourceLimitException>(() =>
            Run(
                true,
                [[.. pushes], [.. sets], Repeat(59_999, 0x6A), [LocalSet, 0, I32Const, 7, End]],
                locals: [1, .. Unsigned(50_000), I32]));
        Assert.Contains("64,000 locals", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_megabyte_of_additions() =>
        Assert.Equal(350_001, Run(true, [[I32Const, 1], Repeat(350_000, I32Const, 1, 0x6A), [End]]));

    [Fact]
    public void A_tree_of_sixty_thousand_operands() =>
        Assert.Equal(60_000, Run(true, [Repeat(60_000, I32Const, 1), Repeat(59_999, 0x6A), [End]]));

    [Fact]
    public void A_hundred_thousand_calls_in_a_row() => Assert.Equal(7, Run(true, [Repeat(100_000, Call, 1, Drop), [I32Const, 7, End]]));

    [Fact]
    public void A_hundred_thousand_functions()
    {
        var module = Of(
            ListSection(1, [0x60, 0, 1, I32]),
            Section(3, Unsigned(100_000), Repeat(100_000, 0)),
            ListSection(7, [.. Name("run"), 0, .. Unsigned(99_999)]),
            Section(10, Unsigned(100_000), Repeat(100_000, Body([I32Const, 7, End]))));
        Assert.Equal(7, Run(new EngineOptions(), module));
    }

    [Fact]
    public void Functions_of_a_thousand_parameters_and_results()
    {
        byte[] type = [0x60, .. Unsigned(1000), .. Repeat(1000, I32), .. Unsigned(1000), .. Repeat(1000, I32)];
        var pass = Enumerable.Range(0, 1000).SelectMany(index => (byte[])[LocalGet, .. Unsigned((ulong)index)]);
        var module = Of(
            ListSection(1, [0x60, 0, 1, I32], type),
            ListSection(3, [0], [1]),
            ListSection(7, [.. Name("run"), 0, 0]),
            ListSection(10, Body(Repeat(1000, I32Const, 7), [Call, 1], [Call, 1], Repeat(999, Drop), [End]), Body([.. pass], [End])));
        Assert.Equal(7, Run(new EngineOptions(), module));
    }

    [Fact]
    public void A_hundred_thousand_globals_exports_and_segments()
    {
        var exports = Enumerable.Range(0, 100_000).SelectMany(index => (byte[])[.. Name($"g{index}"), 3, .. Unsigned((ulong)index)]);
        var module = Of(
            ListSection(1, [0x60, 0, 1, I32]),
            ListSection(3, [0]),
            ListSection(4, [0x70, 0, 10]),
            ListSection(5, [0, 1]),
            Section(6, Unsigned(100_000), Repeat(100_000, I32, 1, I32Const, 7, End)),
            Section(7, Unsigned(100_001), [.. exports], [.. Name("run"), 0, 0]),
            Section(9, Unsigned(100_000), Repeat(100_000, 0, I32Const, 1, End, 1, 0)),
            ListSection(10, Body([0x23, .. Unsigned(99_999), End])),
            Section(11, Unsigned(100_000), Repeat(100_000, 0, I32Const, 1, End, 1, 0x55)));
        Assert.Equal(7, Run(new EngineOptions(), module));
    }

    [Fact]
    public void Half_a_million_types_of_which_one_is_used()
    {
        var module = Of(
            Section(1, Unsigned(100_001), Repeat(100_000, 0x60, 0, 0), [0x60, 0, 1, I32]),
            ListSection(3, Unsigned(100_000)),
            ListSection(7, [.. Name("run"), 0, 0]),
            ListSection(10, Body([I32Const, 7, End])));
        Assert.Equal(7, Run(new EngineOptions(), module));
    }

    /// <summary>Compiles and runs a function without parameters that returns a number.</summary>
    private static int Run(bool isMetered, byte[][] code, byte[]? locals = null)
    {
        var module = Of(
            ListSection(1, [0x60, 0, 1, I32]),
            ListSection(3, [0], [0]),
            ListSection(7, [.. Name("run"), 0, 0]),
            ListSection(10, Sized([.. locals ?? [0], .. code.SelectMany(piece => piece)]), Body([I32Const, 1, End])));
        var options = isMetered
            ? new EngineOptions { Interruptible = true, FuelCosts = FuelCosts.Default, MemoryMode = MemoryMode.Checked }
            : new EngineOptions();
        return Run(options, module);
    }

    private static int Run(EngineOptions options, byte[] bytes)
    {
        var start = Stopwatch.GetTimestamp();
        using var engine = new Engine(options);
        using var module = Module.FromBinary(engine, bytes);
        using var store = new Store(engine);
        var result = new Linker(engine).Instantiate(store, module).GetFunction("run").Invoke()[0].AsInt32();
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, $"took {Stopwatch.GetElapsedTime(start)} for {bytes.Length} bytes");
        return result;
    }
}
