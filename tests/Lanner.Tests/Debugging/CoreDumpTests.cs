using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Tests.Debugging;

/// <summary>Core dumps, read back by the engine's own decoder and by what the tool conventions say of the custom sections.</summary>
public sealed class CoreDumpTests
{
    private const string Program = """
        (module $program
          (import "other" "shared" (global $s (mut i32)))
          (memory (export "memory") 3)
          (memory i64 1)
          (global $a (mut i32) (i32.const -5))
          (global $b (mut i64) (i64.const 0x123456789abcdef))
          (global $c f32 (f32.const 1.5))
          (global $d (export "d") (mut f64) (f64.const -2.5))
          (global $e (mut v128) (v128.const i64x2 1 2))
          (global $f (mut externref) (ref.null extern))
          (global $g (mut funcref) (ref.func $fail))
          (data (i32.const 100) "hello")
          (data (i32.const 131072) "third page")
          (data (memory 1) (i64.const 65535) "x")
          (func $fail (param i32) (local i64 f32) (drop (i32.div_u (i32.const 1) (local.get 0))))
          (func (export "run") (param i32) (global.set $a (i32.const 77)) (call $fail (local.get 0))))
        """;

    private static readonly EngineOptions Options = new() { Features = WasmFeatures.All };

    [Fact]
    public void A_dump_is_a_module_with_memories_globals_and_frames()
    {
        var (dump, error) = Dump();
        Assert.Equal(TrapCode.IntegerDivideByZero, error.Code);

        var module = ModuleDecoder.Decode(dump, WasmFeatures.All);
        Lanner.Validation.ModuleValidator.Validate(module);
        Assert.Equal([3UL, 1UL], module.Memories.Select(memory => memory.Limits.Minimum));
        Assert.True(module.Memories[1].Is64Bit);
        Assert.Equal(["core", "coremodules", "coreinstances", "corestack"], module.CustomSections.Select(section => section.Name));

        var core = Open(module, "core");
        Assert.Equal(0, core.ReadByte());
        Assert.Equal("program.wasm", core.ReadName());

        var modules = Open(module, "coremodules");
        Assert.Equal(2u, modules.ReadUnsigned32());
        Assert.Equal(0, modules.ReadByte());
        Assert.Equal("other", modules.ReadName());
        Assert.Equal(0, modules.ReadByte());
        Assert.Equal("program", modules.ReadName());

        var instances = Open(module, "coreinstances");
        Assert.Equal(2u, instances.ReadUnsigned32());
        Assert.Equal([0u, 0u, 0u, 1u, 0u], [instances.ReadByte(), .. ReadAll(ref instances, 4)]);
        Assert.Equal([0u, 1u, 2u, 0u, 1u], [instances.ReadByte(), .. ReadAll(ref instances, 4)]);

        // The global that both instances have is one.
        Assert.Equal([8u, 0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u], ReadAll(ref instances, 9));
        Assert.True(instances.IsAtEnd);
        Assert.Equal(8, module.Globals.Length);

        var stack = Open(module, "corestack");
        Assert.Equal(0, stack.ReadByte());
        Assert.Equal("main", stack.ReadName());
        Assert.Equal(2u, stack.ReadUnsigned32());
        Assert.Equal([0u, 1u, 0u], [stack.ReadByte(), .. ReadAll(ref stack, 2)]);
        Assert.InRange(error.Backtrace[0].Offset - FailOffset(), 1, 20);
        Assert.Equal(error.Backtrace[0].Offset - FailOffset(), stack.ReadUnsigned32());
        Assert.Equal([3u, 1u, 1u, 1u, 0u], ReadAll(ref stack, 5));
        Assert.Equal([0u, 1u, 1u], [stack.ReadByte(), .. ReadAll(ref stack, 2)]);
    }

    /// <summary>A dump can be instantiated, though that is not what it is for: it then holds what the guest held.</summary>
    [Fact]
    public void A_dump_holds_the_values_and_bytes()
    {
        var (dump, _) = Dump();
        using var engine = new Engine(Options);
        using var module = Module.FromBinary(engine, dump);
        using var store = new Store(engine);
        new Linker(engine).Instantiate(store, module);
        var state = store.States[0];
        Assert.Equal("hello", state.Memories[0].ReadString(100, 5));
        Assert.Equal("third page", state.Memories[0].ReadString(131072, 10));
        Assert.Equal((byte)'x', state.Memories[1].Read<byte>(65535));
        Value Global(int index) => module.Compiled.ReadGlobal(state, index, module.Definition.Globals[index].Type);
        Assert.Equal(42, Global(0).AsInt32());
        Assert.Equal(77, Global(1).AsInt32());
        Assert.Equal(0x123456789abcdef, Global(2).AsInt64());
        Assert.Equal(1.5f, Global(3).AsSingle());
        Assert.Equal(-2.5, Global(4).AsDouble());
    }

    [Fact]
    public void Zeros_are_left_out_and_a_dump_has_a_largest_size()
    {
        var (dump, _) = Dump();
        Assert.InRange(dump.Length, 100, 20_000);
        Assert.InRange(Dump(maximumBytes: 4096).Dump.Length, 4096, 5_000);
        ModuleDecoder.Decode(Dump(maximumBytes: 0).Dump, WasmFeatures.All);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dump(maximumBytes: -1));
    }

    [Fact]
    public void A_store_without_a_trap_can_be_dumped()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var output = new MemoryStream();
        CoreDump.Write(output, store, null);
        Assert.Empty(ModuleDecoder.Decode(output.ToArray(), WasmFeatures.Default).Memories);
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CoreDump.Write(output, store, null));
    }

    private static int FailOffset()
    {
        using var engine = new Engine(Options);
        using var module = Module.FromText(engine, Program);
        return module.Definition.Functions[0].Body.Offset;
    }

    private static (byte[] Dump, TrapException Error) Dump(long maximumBytes = 512 << 20)
    {
        using var engine = new Engine(Options);
        using var store = new Store(engine);
        using var other = Module.FromText(engine, """(module $other (global (export "shared") (mut i32) (i32.const 42)))""");
        using var module = Module.FromText(engine, Program);
        var linker = new Linker(engine);
        linker.DefineInstance("other", linker.Instantiate(store, other));
        var run = linker.Instantiate(store, module).GetFunction<Action<int>>("run");
        var error = Assert.Throws<TrapException>(() => run(0));

        // Found out while the module is there.
        Assert.Equal(2, error.Backtrace.Count);
        using var output = new MemoryStream();
        CoreDump.Write(output, store, error, "program.wasm", maximumBytes);
        return (output.ToArray(), error);
    }

    private static ByteReader Open(ModuleDefinition module, string name) =>
        new(module.Bytes.Span, Array.Find(module.CustomSections, section => section.Name == name)!.Content);

    private static uint[] ReadAll(ref ByteReader reader, int count)
    {
        var values = new uint[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = reader.ReadUnsigned32();
        }

        return values;
    }
}
