using System.Diagnostics;
using Lanner.Binary;
using Lanner.Validation;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Binary;

/// <summary>Modules made to take as much time or memory as possible.</summary>
public sealed class HostileModuleTests
{
    /// <summary>The number of bytes that decoding and validation may allocate for each byte of input, and besides.</summary>
    private const long AllocationPerByte = 64;
    /// <summary>Room for the growth of what the whole process shares: the registry of types may grow for any module.</summary>
    private const long AllocationConstant = 8 * 1024 * 1024;


    private const byte Unreachable = 0x00, Block = 0x02, End = 0x0B, BrTable = 0x0E, Call = 0x10, Drop = 0x1A, I32Const = 0x41;
    private const byte Empty = 0x40, I32 = 0x7F;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(13)]
    public void A_count_that_the_section_cannot_hold_allocates_nothing(int section)
    {
        var module = Of(Section(section, Unsigned(uint.MaxValue)));

        Assert.StartsWith("unexpected end of section or function", Process(module));
    }

    [Theory]
    [InlineData(1, "types", new byte[] { 0x60, 0, 0 })]
    [InlineData(3, "functions", new byte[] { 0 })]
    [InlineData(6, "globals", new byte[] { I32, 0, End })]
    public void A_count_beyond_the_limits_is_an_error_although_the_items_are_there(int section, string items, byte[] item)
    {
        var module = Of(Section(section, Unsigned(1_000_001), Repeat(1_000_001, item)));

        Assert.StartsWith($"too many {items}: 1000001 where", Process(module));
    }

    [Fact]
    public void A_megabyte_of_nested_blocks_is_too_deep() =>
        Assert.StartsWith("too many nested blocks", Process(WithBody(Repeat(500_000, Block, Empty), Repeat(500_001, End))));

    [Fact]
    public void Sixty_thousand_nested_blocks_are_fine() =>
        Assert.Null(Process(WithBody(Repeat(60_000, Block, Empty), Repeat(60_001, End))));

    [Fact]
    public void A_constant_expression_of_nested_blocks_is_not_constant() =>
        Assert.StartsWith(
            "constant expression required", Process(Of(ListSection(6, [I32, 0, .. Repeat(60_000, Block, Empty), .. Repeat(60_001, End)]))));

    [Fact]
    public void A_constant_expression_of_a_megabyte_is_fine() =>
        Assert.Null(Process(Of(ListSection(6, [I32, 0, I32Const, 1, .. Repeat(300_000, I32Const, 1, 0x6A), End]))));

    [Theory]
    [InlineData(50_000, null)]
    [InlineData(50_001, "too many locals: 50001 where")]
    [InlineData(0xFFFF_FFFF, "too many locals: 4294967295 where")]
    public void Fifty_thousand_locals_are_the_limit(long count, string? error)
    {
        var module = Of(
            ListSection(1, [0x60, 0, 0]), ListSection(3, [0]), ListSection(10, Sized([1, .. Unsigned((ulong)count), I32, End])));

        var found = Process(module);

        Assert.Equal(error, found?[..error!.Length]);
    }

    [Fact]
    public void Ten_thousand_functions_of_fifty_thousand_locals_take_no_time()
    {
        byte[] body = Sized([1, .. Unsigned(50_000), 0x63, 0x6E, 0x20, .. Unsigned(49_999), Drop, End]);
        var module = Of(
            ListSection(1, [0x60, 0, 0]),
            Section(3, Unsigned(10_000), Repeat(10_000, 0)),
            Section(10, Unsigned(10_000), Repeat(10_000, body)));

        Assert.Null(Process(module));
    }

    [Theory]
    [InlineData(65_520, null)]
    [InlineData(65_521, "too many labels in a br_table")]
    public void A_branch_table_has_a_largest_size(int count, string? error)
    {
        var found = Process(WithBody([I32Const, 0, BrTable], Unsigned((ulong)count), Repeat(count + 1, 0), [End]));

        Assert.Equal(error, found?[..error!.Length]);
    }

    [Fact]
    public void A_branch_table_whose_labels_all_carry_a_thousand_values_is_checked_once()
    {
        var carries = Of(
            ListSection(1, [0x60, 0, 0], [0x60, 0, .. Unsigned(1000), .. Repeat(1000, I32)]),
            ListSection(3, [0]),
            ListSection(10, Body(
                [Block, 1],
                [Block, 1],
                Repeat(1000, I32Const, 0),
                [I32Const, 0, BrTable],
                Unsigned(65_000),
                Repeat(32_500, 0, 1),
                [0, End, Unreachable, End, Unreachable, End])));

        Assert.Null(Process(carries));
    }

    [Fact]
    public void Calls_that_return_a_thousand_values_fill_the_stack_to_its_limit()
    {
        var module = Of(
            ListSection(1, [0x60, 0, .. Unsigned(1000), .. Repeat(1000, I32)]),
            ListSection(3, [0]),
            ListSection(10, Body(Repeat(500_000, Call, 0), [End])));

        Assert.StartsWith("too many operands", Process(module));
    }

    [Fact]
    public void An_array_of_four_billion_elements_is_not_made_of_operands() =>
        Assert.StartsWith(
            "too many elements in array.new_fixed",
            Process(Of(
                ListSection(1, [0x60, 0, 0], [0x5E, I32, 0]),
                ListSection(3, [0]),
                ListSection(10, Body([Unreachable, 0xFB, 0x08, 1], Unsigned(uint.MaxValue), [Drop, End])))));

    [Fact]
    public void Large_structures_out_of_unreachable_operands_take_no_time()
    {
        static byte[] Make(int count) => Of(
            ListSection(1, [0x60, 0, 0], [0x5F, .. Unsigned(10_000), .. Repeat(10_000, I32, 0)]),
            ListSection(3, [0]),
            ListSection(10, Body([Unreachable], Repeat(count, 0xFB, 0x00, 1, Drop), Repeat(count, 0xFB, 0x01, 1, Drop), [End])));

        Assert.Null(Process(Make(10)));
        Assert.StartsWith("A function costs too much to compile for its size", Process(Make(300_000)));
    }

    [Fact]
    public void Half_a_million_equal_types_become_one() =>
        Assert.Null(Process(Of(Section(1, Unsigned(500_000), Repeat(500_000, 0x60, 0, 0)))));

    [Fact]
    public void A_recursion_group_of_a_hundred_thousand_types_is_fine()
    {
        var types = Enumerable.Range(0, 100_000).SelectMany(index => (byte[])[0x5F, 1, 0x63, .. Signed(99_999 - index), 0]);

        Assert.Null(Process(Of(Section(1, [1, 0x4E], Unsigned(100_000), [.. types]))));
    }

    [Fact]
    public void Types_that_double_with_each_level_are_compared_by_level()
    {
        // Written out, the last type has two to the power of ten thousand leaves.
        byte[] first = [0x60, 0, 0];
        var others = Enumerable.Range(0, 10_000).Select(level => (byte[])[0x60, 2, 0x64, .. Signed(level), 0x64, .. Signed(level), 0]);
        var module = Of(ListSection(1, [first, .. others]));

        Assert.Null(Process(module));
        Assert.Same(ModuleDecoder.Decode(module, WasmFeatures.All).Types[^1], ModuleDecoder.Decode(module, WasmFeatures.All).Types[^1]);
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "too many supertypes above each other: 64 where")]
    [InlineData(10_000, "too many supertypes above each other: 64 where")]
    public void A_chain_of_subtypes_has_a_largest_depth(int depth, string? error)
    {
        byte[] root = [0x50, 0, 0x5F, 0];
        var chain = Enumerable.Range(0, depth).Select(index => (byte[])[0x50, 1, .. Unsigned((ulong)index), 0x5F, 0]);
        var apart = Of(ListSection(1, [root, .. chain]));
        var together = Of(Section(1, [1, 0x4E], Unsigned((ulong)depth + 1), root, [.. chain.SelectMany(type => type)]));

        Assert.Equal(error, Process(apart)?[..error!.Length]);
        Assert.Equal(error, Process(together)?[..error!.Length]);
    }

    [Fact]
    public void A_hundred_thousand_custom_sections_are_the_limit() =>
        Assert.StartsWith("too many custom sections", Process(Of(Repeat(100_001, Section(0, [0])))));

    [Fact]
    public void Names_of_a_megabyte_are_read_or_left()
    {
        var names = CustomSection("name", Section(1, Unsigned(100_000), Repeat(100_000, [.. Unsigned(5), 4, .. "name"u8])));
        var liar = CustomSection("name", Section(1, Unsigned(uint.MaxValue)));

        Assert.Null(Process(Of(names)));
        Assert.Null(Process(Of(liar)));
    }

    /// <summary>Decodes and validates; returns what is wrong, or null.</summary>
    private static string? Process(byte[] bytes)
    {
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        string? reason = null;
        try
        {
            var module = ModuleDecoder.Decode(bytes, WasmFeatures.All);
            _ = NameSection.Read(module);
            ModuleValidator.Validate(module);
        }
        catch (MalformedModuleException error)
        {
            reason = error.Reason;
        }
        catch (InvalidModuleException error)
        {
            reason = error.Reason;
        }
        catch (ResourceLimitException error)
        {
            reason = error.Message;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var limit = (AllocationPerByte * bytes.Length) + AllocationConstant;
        Assert.True(
            allocated <= limit, $"{allocated} bytes allocated for {bytes.Length}, which is {(double)allocated / bytes.Length:f1} for each");
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, $"took {Stopwatch.GetElapsedTime(start)}");
        return reason;
    }
}
