using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lanner.Debugging.Dwarf;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Debugging;

/// <summary>Names that a module gives, which may be as long as the module, where they are shown to people; and lists of names as
/// long.</summary>
public sealed class LongNamesTests
{
    private const int Length = 1 << 20;

    private static readonly string Long = new('n', Length);

    [Fact]
    public void A_backtrace_cuts_names()
    {
        using var guest = new Guest(
            $"""
            (module ${Long}
              (func ${Long} (export "run") (param i32)
                (if (i32.eqz (local.get 0)) (then unreachable))
                (call ${Long} (i32.sub (local.get 0) (i32.const 1)))))
            """);
        var trap = Assert.Throws<TrapException>(() => guest.Get<Action<int>>("run")(99));

        Assert.Equal(100, trap.Backtrace.Count);
        Assert.Equal(Length, trap.Backtrace[0].FunctionName!.Length);
        Assert.InRange(trap.Backtrace[0].ToString().Length, 512, 1000);
        Assert.StartsWith(
            $"{new string('n', 256)}… (1048576 characters)!{new string('n', 256)}… (1048576 characters) (function 0",
            trap.Backtrace[0].ToString(), StringComparison.Ordinal);
        Assert.InRange(trap.ToString().Length, 50_000, 200_000);
    }

    [Fact]
    public void Messages_cut_names()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        using var importer = Module.FromText(engine, $"""(module (import "{Long}" "{Long}" (func)))""");
        Assert.InRange(Assert.Throws<LinkException>(() => linker.Instantiate(store, importer)).Message.Length, 512, 1000);

        linker.Define(Long, Long, new Global(store, new GlobalType(WasmValueType.I32, false), 1));
        Assert.InRange(Assert.Throws<LinkException>(() => linker.Instantiate(store, importer)).Message.Length, 512, 1000);

        using var other = new Store(engine);
        var elsewhere = new Linker(engine);
        elsewhere.Define(Long, Long, Function.FromDelegate(other, () => { }));
        Assert.InRange(Assert.Throws<ArgumentException>(() => elsewhere.Instantiate(store, importer)).Message.Length, 512, 1000);

        using var exporter = Module.FromText(engine, $"""(module (func (export "{Long}")) (func (export "{Long}2")))""");
        Assert.InRange(
            Assert.Throws<ArgumentException>(() => new Linker(engine).Instantiate(store, exporter).GetFunction("f")).Message.Length,
            512, 1000);

        var twice = Assert.Throws<InvalidModuleException>(
            () => Module.FromText(engine, $"""(module (func (export "{Long}") (export "{Long}")))"""));
        Assert.InRange(twice.Message.Length, 256, 1000);
    }

    [Theory]
    [InlineData("a\nb", "a\uFFFDb")]
    [InlineData("\u001B[31m", "\uFFFD[31m")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    [InlineData("a\u2028b", "a\uFFFDb")]
    [InlineData("naïve 💾", "naïve 💾")]
    public void A_name_gives_no_commands_to_a_terminal(string name, string shown)
    {
        Assert.Equal(shown, DisplayedName.Of(name));
        Assert.Equal($"{shown}!{shown} (function 1, offset 0x2)", new WasmFrame(name, 1, name, 2).ToString());
        Assert.Equal($"{shown}:3", new SourceLocation(name, 3, 0).ToString());
    }

    [Fact]
    public void A_name_is_not_cut_within_a_character()
    {
        var name = new string('x', DisplayedName.MaximumLength - 1) + "💾💾";
        Assert.StartsWith(new string('x', DisplayedName.MaximumLength - 1) + "…", DisplayedName.Of(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_a_function_is_found_among_many_exports()
    {
        const int count = 20_000;
        var exports = Enumerable.Range(0, count).Select(index => $"""(export "e{index}" (func {(index == count - 1 ? 1 : 0)}))""");
        using var guest = new Guest($"""(module (func) (func unreachable) {string.Join(' ', exports)})""");
        var trap = Assert.Throws<TrapException>(guest.Get<Action>($"e{count - 1}"));
        Assert.Equal($"e{count - 1}", trap.Backtrace[0].FunctionName);
    }

    /// <summary>Going through the list of files for each row would take 20,000 times 200,000 steps on the average.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void The_lists_of_files_are_gone_through_once(int version)
    {
        const int files = 400_000;
        const int rows = 20_000;
        var module = Lanner.Binary.ModuleDecoder.Decode(
            Of(ListSection(1, [0x60, 0, 0]), ListSection(
                3, [0]), ListSection(10, Body([0x00, 0x0B])), CustomSection(".debug_line", LineTable(version, files, rows))),
            WasmFeatures.Default);
        var code = module.Sections.Single(section => section.Id == (byte)SectionId.Code).Content.Offset;
        var start = Stopwatch.GetTimestamp();

        var found = SourceLines.Find(module, [.. Enumerable.Range(1, rows).Select(row => code + row)]);

        var elapsed = Stopwatch.GetElapsedTime(start);
        Assert.Equal(
            Enumerable.Range(1, rows).Select(row => (SourceLocation?)new SourceLocation($"d/n{row * (files / rows)}", 1, 0)),
            found);
        Assert.True(elapsed < TimeSpan.FromSeconds(30), $"took {elapsed}");
    }

    /// <summary>A table whose row n, at address n, names the file n · files / rows, which is called by its number.</summary>
    private static byte[] LineTable(int version, int files, int rows)
    {
        var lists = new MemoryStream();
        if (version == 5)
        {
            // The numbers of files begin with 0, whose name is never asked for.
            lists.Write([1, 1, 0x08, 1, (byte)'d', 0]);
            lists.Write([2, 1, 0x08, 2, 0x0B, .. Unsigned((ulong)files + 1)]);
        }
        else
        {
            lists.Write([(byte)'d', 0, 0]);
        }

        for (var number = version == 5 ? 0 : 1; number <= files; number++)
        {
            lists.Write(Encoding.ASCII.GetBytes("n" + number.ToString(CultureInfo.InvariantCulture)));
            lists.Write(version == 5 ? [0, 0] : [0, 1, 0, 0]);
        }

        if (version != 5)
        {
            lists.WriteByte(0);
        }

        byte[] header = [1, 1, 1, 0, 1, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1, .. lists.ToArray()];
        var program = new MemoryStream();
        program.Write([0, 5, 2, 1, 0, 0, 0]);
        for (var row = 1; row <= rows; row++)
        {
            program.Write([4, .. Unsigned((ulong)(row * (files / rows))), 1, 2, 1]);
        }

        program.Write([1, 0, 1, 1]);
        byte[] versionAndSizes = version == 5 ? [5, 0, 4, 0] : [4, 0];
        byte[] unit = [.. versionAndSizes, .. BitConverter.GetBytes(header.Length), .. header, .. program.ToArray()];
        return [.. BitConverter.GetBytes(unit.Length), .. unit];
    }
}
