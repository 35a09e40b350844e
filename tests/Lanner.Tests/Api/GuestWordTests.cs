using System.Text;

namespace Lanner.Tests.Api;

/// <summary>A host function may ask for something on the word of the guest that called it: what is not there ends the guest with a trap,
/// and not the host.</summary>
public sealed class GuestWordTests
{
    /// <summary>Calls the host function with two numbers.</summary>
    private const string Text =
        """
        (module
          (import "env" "f" (func $f (param i32 i32)))
          (memory (export "memory") 1 2)
          (data (i32.const 100) "\ff\fe")
          (table (export "table") 3 externref)
          (func (export "run") (param i32 i32) local.get 0 local.get 1 call $f))
        """;

    public static TheoryData<string, int, int> OutOfBounds() => new()
    {
        { "ReadString", 65530, 7 },
        { "ReadString", 65537, 0 },
        { "ReadString", -1, 10 },
        { "ReadString", 0, -1 },
        { "ReadString", -1, -1 },
        { "ReadString", int.MinValue, int.MinValue },
        { "ReadNullTerminatedString", 65537, 0 },
        { "ReadNullTerminatedString", -1, 0 },
        { "WriteString", 65534, 0 },
        { "WriteString", -1, 0 },
        { "GetSpan", 65530, 7 },
        { "GetSpan", 0, -1 },
        { "GetSpan of integers", 65530, 2 },
        { "GetSpan of integers", 0, int.MaxValue },
        { "GetSpan of integers", 0, -1 },
        { "Read", 65533, 0 },
        { "Read", -4, 0 },
        { "Write", 65533, 0 },
        { "Write", -4, 0 },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void What_is_not_within_the_memory_is_a_trap_of_the_guest(string member, int address, int length)
    {
        using var guest = Make((memory, _) => Use(memory, member, address, length));

        var trap = Assert.Throws<TrapException>(() => guest.Get<Action<int, int>>("run")(address, length));

        Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
        Assert.StartsWith("out of bounds memory access: ", trap.Message, StringComparison.Ordinal);
        Assert.Equal("run", Assert.Single(trap.Backtrace).FunctionName);
    }

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void Outside_of_guests_it_is_a_mistake_of_the_embedder(string member, int address, int length)
    {
        using var guest = Make((_, _) => { });
        Assert.Throws<ArgumentOutOfRangeException>(() => Use(guest.Instance.GetMemory("memory"), member, address, length));
    }

    [Fact]
    public void The_example_of_the_readme_ends_the_guest_and_not_the_host()
    {
        using var guest = new Guest(Text, linker => linker.Define("env", "f", (Caller caller, int pointer, int length) =>
            Assert.NotNull(caller.Memory.ReadString(pointer, length))));
        var run = guest.Get<Action<int, int>>("run");
        run(100, 2);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(65536, 1)).Code);
        run(0, 65536);
    }

    [Fact]
    public void A_text_without_an_end_is_a_trap()
    {
        using var guest = Make((memory, _) =>
        {
            memory.GetSpan(60000, 5536).Fill((byte)'x');
            memory.ReadNullTerminatedString(60000);
        });
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int, int>>("run")(0, 0)).Code);
    }

    [Fact]
    public void Text_that_is_not_in_a_strict_encoding_is_a_trap()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        using var guest = Make((memory, _) => memory.ReadString(100, 2, strict));
        Assert.Equal(TrapCode.InvalidText, Assert.Throws<TrapException>(() => guest.Get<Action<int, int>>("run")(0, 0)).Code);
        Assert.Throws<DecoderFallbackException>(() => guest.Instance.GetMemory("memory").ReadString(100, 2, strict));
        Assert.Equal("\uFFFD\uFFFD", guest.Instance.GetMemory("memory").ReadString(100, 2));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void An_element_that_is_not_in_the_table_is_a_trap(int index)
    {
        foreach (var use in (Action<Table>[])[table => _ = table[index], table => table[index] = "text"])
        {
            using var guest = Make((_, table) => use(table));
            Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => guest.Get<Action<int, int>>("run")(0, 0)).Code);
            Assert.Throws<ArgumentOutOfRangeException>(() => use(guest.Instance.GetTable("table")));
        }
    }

    [Fact]
    public void A_guest_that_asks_for_too_much_growth_is_told_so()
    {
        (long Pages, bool HasGrown) seen = default;
        using var guest = Make((memory, table) => seen = (memory.Grow(-1), table.TryGrow(-1, null, out _)));
        guest.Get<Action<int, int>>("run")(0, 0);
        Assert.Equal((-1, false), seen);
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Instance.GetMemory("memory").Grow(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Instance.GetTable("table").TryGrow(-1, null, out _));
    }

    [Fact]
    public void An_element_that_is_not_in_the_array_is_a_trap()
    {
        using var guest = new Guest(
            """
            (module
              (type $bytes (array (mut i8)))
              (import "env" "f" (func $f (param (ref $bytes) i32)))
              (func (export "run") (param i32) (call $f (array.new_default $bytes (i32.const 3)) (local.get 0))))
            """,
            linker => linker.Define("env", "f", (object? reference, int index) =>
            {
                Assert.True(ArrayReference.TryFrom(reference, out var array));
                array[index] = array[index];
            }));
        var run = guest.Get<Action<int>>("run");
        run(2);
        Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => run(3)).Code);
        Assert.Equal(TrapCode.ArrayOutOfBounds, Assert.Throws<TrapException>(() => run(-1)).Code);
    }

    [Fact]
    public void A_shared_memory_of_another_store_traps_too()
    {
        using var engine = new Engine();
        using var owner = new Store(engine);
        using var store = new Store(engine);
        var memory = new Memory(owner, new MemoryType(new Limits(1, 1), IsShared: true));
        var linker = new Linker(engine);
        linker.Define("env", "f", (int address) => { memory.Read<int>(address); });
        using var module = Module.FromText(
            engine, """(module (import "env" "f" (func $f (param i32))) (func (export "run") (param i32) local.get 0 call $f))""");
        var run = linker.Instantiate(store, module).GetFunction<Action<int>>("run");
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(65533)).Code);
    }

    [Fact]
    public void An_exception_of_the_host_has_the_frames_of_the_guest()
    {
        using var guest = Make((_, _) => throw new InvalidOperationException("broken"));

        var error = Assert.Throws<InvalidOperationException>(() => guest.Get<Action<int, int>>("run")(0, 0));

        Assert.Equal("run", Assert.Single(WasmBacktrace.Of(error)).FunctionName);
        Assert.Equal("run", Assert.Single(WasmBacktrace.Of(new AggregateException(error))).FunctionName);
        Assert.Empty(WasmBacktrace.Of(new InvalidOperationException()));
    }

    [Fact]
    public void A_trap_has_the_same_frames_either_way()
    {
        using var guest = new Guest("""(module (func $inner unreachable) (func (export "run") call $inner))""");
        var trap = Assert.Throws<TrapException>(guest.Get<Action>("run"));
        Assert.Equal(["inner", "run"], WasmBacktrace.Of(trap).Select(frame => frame.FunctionName));
        Assert.Same(trap.Backtrace, WasmBacktrace.Of(trap));
    }

    private static Guest Make(Action<Memory, Table> function) =>
        new(Text, linker => linker.Define("env", "f", (Caller caller, int _, int _) =>
        function(caller.Memory, (Table)caller.GetExport("table")!)));

    private static void Use(Memory memory, string member, int address, int length)
    {
        switch (member)
        {
            case "ReadString":
                memory.ReadString(address, length);
                break;
            case "ReadNullTerminatedString":
                memory.ReadNullTerminatedString(address);
                break;
            case "WriteString":
                memory.WriteString(address, "abc");
                break;
            case "GetSpan":
                _ = memory.GetSpan(address, length).Length;
                break;
            case "GetSpan of integers":
                _ = memory.GetSpan<int>(address, length).Length;
                break;
            case "Read":
                memory.Read<int>(address);
                break;
            default:
                memory.Write(address, 1);
                break;
        }
    }
}
