using System.Diagnostics;
using Lanner.Debugging.Dwarf;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Debugging;

/// <summary>Source lines in backtraces, from debug information that can be anything at all.</summary>
public sealed class SourceLineTests
{
    [Theory]
    [InlineData("divide4.wasm", "divide.c")]
    [InlineData("divide5.wasm", "divide.c")]
    public void The_backtrace_names_source_lines(string name, string file)
    {
        using var engine = new Engine();
        using var module = Module.FromFile(engine, Repository.PathOf($"tests/Lanner.Tests/Debugging/{name}"));
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        Assert.Equal(100 + 1 + 50 + 1 + 33 + 1, run(3));

        var error = Assert.Throws<TrapException>(() => run(2));

        Assert.Equal(TrapCode.IntegerDivideByZero, error.Code);
        Assert.Equal(["divide", "middle", "run"], error.Backtrace.Select(frame => frame.FunctionName));
        Assert.All(error.Backtrace, frame => Assert.EndsWith(file, frame.Source!.Value.File, StringComparison.Ordinal));
        Assert.Equal([4, 10, 19], error.Backtrace.Select(frame => frame.Source!.Value.Line));
        Assert.Contains($" at {error.Backtrace[0].Source}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_without_debug_information_has_no_lines()
    {
        using var guest = new Guest("""(module (func (export "run") unreachable))""");
        Assert.Null(Assert.Throws<TrapException>(guest.Get<Action>("run")).Backtrace[0].Source);
    }

    /// <summary>Any byte changed, and any end cut off: no exception, and in no time.</summary>
    [Theory]
    [InlineData("divide4.wasm")]
    [InlineData("divide5.wasm")]
    public void Damaged_debug_information_does_no_harm(string name)
    {
        var bytes = File.ReadAllBytes(Repository.PathOf($"tests/Lanner.Tests/Debugging/{name}"));
        var whole = Lanner.Binary.ModuleDecoder.Decode(bytes, WasmFeatures.Default);
        var sections = whole.CustomSections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal)).ToArray();
        int[] offsets = [.. Enumerable.Range(0, 50).Select(index => whole.Functions[0].Body.Offset + (index * 4))];
        Assert.Contains(SourceLines.Find(whole, offsets), place => place is not null);
        var start = Stopwatch.GetTimestamp();
        foreach (var section in sections)
        {
            for (var position = section.Content.Offset; position < section.Content.End; position++)
            {
                foreach (var change in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(bytes[position] + 1) })
                {
                    var damaged = (byte[])bytes.Clone();
                    damaged[position] = change;
                    SourceLines.Find(Lanner.Binary.ModuleDecoder.Decode(damaged, WasmFeatures.Default), offsets);
                }
            }
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, $"took {Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public void A_line_table_that_lies_about_its_sizes_is_left()
    {
        byte[][] tables =
        [
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xFF, 0xFF, 0xFF, 0x7F, 4, 0],
            [20, 0, 0, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [4, 0, 0, 0, 5, 0, 4, 0],
        ];
        foreach (var table in tables)
        {
            var module = Of(
                ListSection(1, [0x60, 0, 0]), ListSection(3, [0]), ListSection(10, Body([0x00, 0x0B])),
                CustomSection(".debug_line", table));
            Assert.All(
                SourceLines.Find(Lanner.Binary.ModuleDecoder.Decode(module, WasmFeatures.Default), [30, 31]), place => Assert.Null(place));
        }
    }

    [Fact]
    public void A_line_table_of_ten_megabytes_is_read_in_bounded_time_and_memory()
    {
        // One row a byte: special opcodes that advance the address.
        byte[] header = [4, 0, 18, 0, 0, 0, 1, 1, 1, 0xFB, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0];
        var program = Repeat(10_000_000, 0x20);
        byte[] table = [.. BitConverter.GetBytes(header.Length + program.Length), .. header, .. program];
        var module = Of(
            ListSection(1, [0x60, 0, 0]), ListSection(3, [0]), ListSection(10, Body([0x00, 0x0B])), CustomSection(".debug_line", table));
        var definition = Lanner.Binary.ModuleDecoder.Decode(module, WasmFeatures.Default);
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        SourceLines.Find(definition, [.. Enumerable.Range(20, 100)]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 1 << 20);
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit, $"took {Stopwatch.GetElapsedTime(start)}");
    }
}
