namespace Lanner.Tests.Hostile;

/// <summary>Tables, arrays and segments of a new instance are those that the module says, whatever an old instance of the same module has
/// done with its own. (Memories: <see cref="MemoryReuseTests"/>.)</summary>
public sealed class RecycledTests
{
    private const string Program = """
        (module
          (type $bytes (array (mut i8)))
          (type $longs (array (mut i64)))
          (type $references (array (mut externref)))
          (memory (export "memory") 1)
          (table $empty (export "empty") 10000 externref)
          (table $functions (export "functions") 4 funcref)
          (elem (table $functions) (i32.const 1) func $one)
          (data $data "passive")
          (elem $elements func $one $one)
          (func $one)
          (func (export "soil") (param externref)
            (table.fill $empty (i32.const 0) (local.get 0) (i32.const 10000))
            (drop (table.grow $empty (local.get 0) (i32.const 10000)))
            (table.fill $functions (i32.const 0) (ref.func $one) (i32.const 4))
            (data.drop $data)
            (elem.drop $elements))
          (func (export "init data") (memory.init $data (i32.const 0) (i32.const 0) (i32.const 7)))
          (func (export "init elements") (table.init $functions $elements (i32.const 2) (i32.const 0) (i32.const 2)))
          (func (export "soil bytes") (param $n i32)
            (drop (array.new $bytes (i32.const -1) (local.get $n)))
            (drop (array.new $longs (i64.const -1) (local.get $n))))
          (func (export "first dirty byte") (param $n i32) (result i32) (local $a (ref null $bytes))
            (local.set $a (array.new_default $bytes (local.get $n)))
            (loop $next
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (if (array.get_u $bytes (local.get $a) (local.get $n)) (then (return (local.get $n))))
              (br_if $next (local.get $n)))
            (i32.const -1))
          (func (export "first dirty long") (param $n i32) (result i32) (local $a (ref null $longs))
            (local.set $a (array.new_default $longs (local.get $n)))
            (loop $next
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (if (i64.ne (array.get $longs (local.get $a) (local.get $n)) (i64.const 0)) (then (return (local.get $n))))
              (br_if $next (local.get $n)))
            (i32.const -1))
          (func (export "first dirty reference") (param $n i32) (result i32) (local $a (ref null $references))
            (local.set $a (array.new_default $references (local.get $n)))
            (loop $next
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (if (i32.eqz (ref.is_null (array.get $references (local.get $a) (local.get $n)))) (then (return (local.get $n))))
              (br_if $next (local.get $n)))
            (i32.const -1)))
        """;

    public static TheoryData<MemoryMode?> Modes => new() { (MemoryMode?)null, (MemoryMode?)MemoryMode.Checked };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Tables_and_segments_are_new_in_every_instance(MemoryMode? mode)
    {
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(engine, Program);
        for (var round = 0; round < 20; round++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var empty = instance.GetTable("empty");
            var functions = instance.GetTable("functions");
            Assert.Equal(10_000, empty.Size);
            for (var index = 0; index < 10_000; index++)
            {
                Assert.True(empty[index] is null, $"round {round}, element {index}");
            }

            Assert.Null(functions[0]);
            Assert.NotNull(functions[1]);
            Assert.Null(functions[2]);
            instance.GetFunction<Action>("init data")();
            Assert.Equal("passive", instance.GetMemory("memory").ReadString(0, 7));
            instance.GetFunction<Action>("init elements")();

            instance.GetFunction("soil").Invoke(Value.FromReference("a secret of the old instance"));

            Assert.Equal(20_000, empty.Size);
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(instance.GetFunction<Action>("init data")).Code);
            Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(instance.GetFunction<Action>("init elements")).Code);
        }
    }

    /// <summary>Small ones, ones on the heap of large objects, and ones that are long to clear; each made again once the collector may have
    /// given the place of the first away.</summary>
    [Theory]
    [InlineData(1, 200)]
    [InlineData(100, 200)]
    [InlineData(100_000, 20)]
    [InlineData(4_000_000, 4)]
    public void New_arrays_are_all_zero(int length, int rounds)
    {
        foreach (var interruptible in (bool[])[false, true])
        {
            using var guest = new Guest(Program, options: new EngineOptions { Interruptible = interruptible });
            for (var round = 0; round < rounds; round++)
            {
                guest.Invoke("soil bytes", length);
                if (round % 4 == 3)
                {
                    GC.Collect();
                }

                Assert.Equal(-1, guest.Get<Func<int, int>>("first dirty byte")(length));
                Assert.Equal(-1, guest.Get<Func<int, int>>("first dirty long")(length));
                Assert.Equal(-1, guest.Get<Func<int, int>>("first dirty reference")(length));
            }
        }
    }
}
