using System.Text;

namespace Lanner.Tests.Runtime;

/// <summary>Memories of an instance after the first come from what earlier instances left behind, and show nothing of it.</summary>
public class MemoryTemplateTests
{
    /// <summary>Modes, pages and bytes of data: small memories are written anew, and the system forgets large ones.</summary>
    public static TheoryData<MemoryMode, int, int> Cases => new()
    {
        { MemoryMode.Guarded, 1, 0 },
        { MemoryMode.Guarded, 2, 3 },
        { MemoryMode.Guarded, 2, 100_000 },
        { MemoryMode.Guarded, 3, 0 },
        { MemoryMode.Guarded, 3, 3 },
        { MemoryMode.Guarded, 3, 150_000 },
        { MemoryMode.Checked, 2, 3 },
        { MemoryMode.Checked, 2, 100_000 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_new_instance_shows_nothing_of_an_old_one(MemoryMode mode, int pages, int dataLength)
    {
        var size = pages * 65536;
        var data = new string('d', dataLength);
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(engine, $"""(module (memory (export "memory") {pages} 9) (data (i32.const 1000) "{data}"))""");
        var linker = new Linker(engine);
        var expected = new byte[size];
        Encoding.ASCII.GetBytes(data).CopyTo(expected, 1000);

        for (var round = 0; round < 20; round++)
        {
            using var store = new Store(engine);
            var memory = linker.Instantiate(store, module).FindMemory("memory")!;
            Assert.Equal(size, memory.Length);
            Assert.True(memory.GetSpan(0, size).SequenceEqual(expected));
            if (round % 3 == 1)
            {
                Assert.Equal(pages, memory.Grow(5));
                Assert.Equal(-1, memory.GetSpan(size, 5 * 65536).IndexOfAnyExcept((byte)0));
            }

            memory.GetSpan(0, (int)memory.Length).Fill(0xAA);
        }
    }

    [Fact]
    public void What_an_old_instance_had_grown_by_traps_in_a_new_one()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """
            (module (memory 1 10)
              (func (export "grow") (result i32) (memory.grow (i32.const 4)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
            """);
        var linker = new Linker(engine);
        for (var round = 0; round < 5; round++)
        {
            using var store = new Store(engine);
            var instance = linker.Instantiate(store, module);
            var load = instance.GetFunction<Func<int, int>>("load");
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => load(65536)).Code);
            Assert.Equal(1, instance.GetFunction<Func<int>>("grow")());
            Assert.Equal(0, load(65536));
        }
    }

    [Fact]
    public void Instances_that_live_at_the_same_time_have_memories_of_their_own()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """(module (memory (export "memory") 1) (data (i32.const 0) "x"))""");
        var linker = new Linker(engine);
        for (var round = 0; round < 3; round++)
        {
            var stores = Enumerable.Range(0, 20).Select(_ => new Store(engine)).ToArray();
            var memories = stores.Select(store => linker.Instantiate(store, module).FindMemory("memory")!).ToArray();
            foreach (var (index, memory) in memories.Index())
            {
                Assert.Equal((byte)'x', memory.Read<byte>(0));
                memory.Write(0, index);
            }

            Assert.Equal(Enumerable.Range(0, 20), memories.Select(memory => memory.Read<int>(0)));
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    [Fact]
    public void Memories_outlive_the_module_that_they_were_made_for()
    {
        using var engine = new Engine();
        var module = Module.FromText(engine, """(module (memory (export "memory") 1) (data (i32.const 0) "x"))""");
        var linker = new Linker(engine);
        linker.Instantiate(new Store(engine), module);
        var store = new Store(engine);
        var memory = linker.Instantiate(store, module).FindMemory("memory")!;

        module.Dispose();

        Assert.Equal((byte)'x', memory.Read<byte>(0));
        memory.Write(0, 5);
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Read<byte>(0));
    }

    [Fact]
    public void Data_that_an_imported_global_places_is_placed_anew_for_each_instance()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """
            (module (import "host" "base" (global $base i32)) (memory (export "memory") 1) (data (global.get $base) "here"))
            """);
        for (var round = 0; round < 4; round++)
        {
            using var store = new Store(engine);
            var linker = new Linker(engine);
            linker.Define("host", "base", new Global(store, new GlobalType(WasmValueType.I32, IsMutable: false), round * 100));
            var memory = linker.Instantiate(store, module).FindMemory("memory")!;

            Assert.Equal("here", memory.ReadString(round * 100, 4));
            Assert.Equal(0, memory.Read<int>((round + 1) * 100));
        }
    }

    [Fact]
    public void Data_outside_the_memory_traps_in_every_instance()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """(module (memory 1) (data (i32.const 65534) "long"))""");
        for (var round = 0; round < 4; round++)
        {
            using var store = new Store(engine);
            Assert.Equal(
                TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module)).Code);
        }
    }

    [Fact]
    public void Functions_left_in_a_table_by_a_failed_instantiation_do_not_see_data_that_comes_after_the_failure()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """
            (module
              (import "host" "table" (table 2 funcref))
              (memory 1)
              (func $peek (result i32) (i32.load8_u (i32.const 0)))
              (elem (i32.const 0) $peek)
              (elem (i32.const 5) $peek)
              (data (i32.const 0) "x"))
            """);
        for (var round = 0; round < 4; round++)
        {
            using var store = new Store(engine);
            var linker = new Linker(engine);
            var table = new Table(store, new TableType(WasmValueType.FuncRef, new Limits(2, null)));
            linker.Define("host", "table", table);
            Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => linker.Instantiate(store, module)).Code);

            Assert.Equal(0, ((Function)table[0]!).ToDelegate<Func<int>>()());
        }
    }
}
