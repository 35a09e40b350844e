namespace Lanner.Tests.Hostile;

/// <summary>Instructions on much memory at once that are interrupted half-way (GHSA-2hw9-mc66-jc2q of a peer: the state of the machine was
/// broken then). What they work on is as before or partly done, its size and what the store has counted are right, and the next try does
/// all of it.</summary>
public sealed class BulkInterruptionTests
{
    private const int TableLimit = 260_000;

    private const int Elements = 100_000;

    private static readonly string Text =
        $$"""
        (module
          (type $numbers (array (mut i64)))
          (type $references (array (mut anyref)))
          (type $functions (array (mut funcref)))
          (type $bytes (array (mut i8)))
          (type $f (func (result i32)))
          (memory (export "memory") 64)
          (data $data "{{new string('x', 1_600_000)}}")
          (elem $elements funcref {{string.Concat(Enumerable.Repeat("(ref.func $two)", Elements))}})
          (table $t (export "table") 100000 funcref)
          (table $u 100000 funcref)
          (elem (table $t) (i32.const 0) func $one $two)
          (global $numbers (mut (ref null $numbers)) (ref.null $numbers))
          (global $references (mut (ref null $references)) (ref.null $references))
          (global $functions (mut (ref null $functions)) (ref.null $functions))
          (global $bytes (mut (ref null $bytes)) (ref.null $bytes))
          (func $one (type $f) i32.const 1)
          (func $two (type $f) i32.const 2)
          (func (export "prepare")
            (global.set $numbers (array.new_default $numbers (i32.const 200000)))
            (global.set $references (array.new_default $references (i32.const 200000)))
            (global.set $functions (array.new_default $functions (i32.const {{Elements}})))
            (global.set $bytes (array.new_default $bytes (i32.const 1600000))))
          (func (export "memory.init") (memory.init $data (i32.const 100) (i32.const 0) (i32.const 1600000)))
          (func (export "memory.init done") (result i32) (i32.eq (i32.load8_u (i32.const 1600099)) (i32.const 120)))
          (func (export "table.init") (table.init $u $elements (i32.const 0) (i32.const 0) (i32.const {{Elements}})))
          (func (export "table.init done") (result i32) (i32.eq (call_indirect $u (type $f) (i32.const {{Elements - 1}})) (i32.const 2)))
          (func (export "array.copy of bytes")
            (array.set $bytes (global.get $bytes) (i32.const 799999) (i32.const 9))
            (array.copy $bytes $bytes (global.get $bytes) (i32.const 800000) (global.get $bytes) (i32.const 0) (i32.const 800000)))
          (func (export "array.copy of bytes done") (result i32)
            (i32.eq (array.get_u $bytes (global.get $bytes) (i32.const 1599999)) (i32.const 9)))
          (func (export "array.init_data")
            (array.init_data $bytes $data (global.get $bytes) (i32.const 0) (i32.const 0) (i32.const 1600000)))
          (func (export "array.init_data done") (result i32)
            (i32.eq (array.get_u $bytes (global.get $bytes) (i32.const 1599999)) (i32.const 120)))
          (func (export "array.init_elem")
            (array.init_elem $functions $elements (global.get $functions) (i32.const 0) (i32.const 0) (i32.const {{Elements}})))
          (func (export "array.init_elem done") (result i32)
            (i32.eqz (ref.is_null (array.get $functions (global.get $functions) (i32.const {{Elements - 1}})))))
          (func (export "array.new") (global.set $numbers (array.new $numbers (i64.const 7) (i32.const 200000))))
          (func (export "array.new done") (result i32) (i64.eq (array.get $numbers (global.get $numbers) (i32.const 199999)) (i64.const 7)))
          (func (export "array.new_default") (global.set $numbers (array.new_default $numbers (i32.const 200000))))
          (func (export "array.new_default done") (result i32)
            (i64.eqz (array.get $numbers (global.get $numbers) (i32.const 199999))))
          (func (export "array.new_data") (global.set $bytes (array.new_data $bytes $data (i32.const 0) (i32.const 1600000))))
          (func (export "array.new_data done") (result i32)
            (i32.eq (array.get_u $bytes (global.get $bytes) (i32.const 1599999)) (i32.const 120)))
          (func (export "array.new_elem")
            (global.set $functions (array.new_elem $functions $elements (i32.const 0) (i32.const {{Elements}}))))
          (func (export "array.new_elem done") (result i32)
            (i32.eqz (ref.is_null (array.get $functions (global.get $functions) (i32.const {{Elements - 1}})))))
          (func (export "memory.fill") (memory.fill (i32.const 0) (i32.const 7) (i32.const 4000000)))
          (func (export "memory.fill done") (result i32) (i32.eq (i32.load8_u (i32.const 3999999)) (i32.const 7)))
          (func (export "memory.copy") (i32.store8 (i32.const 1999999) (i32.const 9)) (memory.copy (i32.const 2000000) (i32.const 0)
              (i32.const 2000000)))
          (func (export "memory.copy done") (result i32) (i32.eq (i32.load8_u (i32.const 3999999)) (i32.const 9)))
          (func (export "table.grow") (drop (table.grow $t (ref.func $two) (i32.const 50000))))
          (func (export "table.grow done") (result i32) (i32.and (i32.eq (table.size $t) (i32.const 150000))
              (i32.eq (call_indirect $t (type $f) (i32.const 149999)) (i32.const 2))))
          (func (export "table.fill") (table.fill $t (i32.const 10) (ref.func $two) (i32.const 90000)))
          (func (export "table.fill done") (result i32) (i32.eq (call_indirect $t (type $f) (i32.const 90009)) (i32.const 2)))
          (func (export "table.copy") (table.set $t (i32.const 99999) (ref.func $two)) (table.copy $u $t (i32.const 0) (i32.const 0)
              (i32.const 100000)))
          (func (export "table.copy done") (result i32) (i32.eq (call_indirect $u (type $f) (i32.const 99999)) (i32.const 2)))
          (func (export "array.fill") (array.fill $numbers (global.get $numbers) (i32.const 0) (i64.const 5) (i32.const 200000)))
          (func (export "array.fill done") (result i32) (i64.eq (array.get $numbers (global.get $numbers) (i32.const 199999))
              (i64.const 5)))
          (func (export "array.copy")
            (array.set $references (global.get $references) (i32.const 99999) (ref.i31 (i32.const 5)))
            (array.copy $references $references (global.get $references) (i32.const 100000) (global.get $references) (i32.const 0)
              (i32.const 100000)))
          (func (export "array.copy done") (result i32)
            (i32.eq (i31.get_s (ref.cast i31ref (array.get $references (global.get $references) (i32.const 199999)))) (i32.const 5)))
          (func (export "old") (result i32)
            (i32.add (call_indirect $t (type $f) (i32.const 0)) (call_indirect $t (type $f) (i32.const 1))))
          (func (export "more") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0))))
        """;

    private static readonly string[] Names =
    [
        "memory.fill", "memory.copy", "memory.init", "table.grow", "table.fill", "table.copy", "table.init",
        "array.fill", "array.copy", "array.copy of bytes",
        "array.init_data", "array.init_elem", "array.new", "array.new_default", "array.new_data", "array.new_elem",
    ];

    public static TheoryData<string> AllNames => [.. Names];

    public static TheoryData<string, MemoryMode> Instructions()
    {
        var data = new TheoryData<string, MemoryMode>();
        foreach (var instruction in Names)
        {
            data.Add(instruction, MemoryMode.Checked);
            if (Lanner.Platform.GuardedMemory.IsSupported)
            {
                data.Add(instruction, MemoryMode.Guarded);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void What_was_interrupted_half_way_is_whole_and_can_be_done_again(string instruction, MemoryMode mode)
    {
        using var guest = new Guest(
            Text, options: new EngineOptions { Interruptible = true, MemoryMode = mode },
            limits: new StoreLimits { TableElements = TableLimit });
        guest.Get<Action>("prepare")();
        var run = guest.Get<Action>(instruction);
        var isDone = guest.Get<Func<int>>(instruction + " done");
        var table = guest.Instance.GetTable("table");

        for (var round = 0; round < 3; round++)
        {
            // Without the limit of the stack, which is raised with it, functions go on, and the first to look is the instruction, after its
            // first piece.
            guest.Instance.State.Interrupt = 1;
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(run).Code);
            guest.Instance.State.Interrupt = 0;
            Assert.Equal(100_000, table.Size);
            Assert.Equal(3, guest.Get<Func<int>>("old")());
        }

        run();

        Assert.Equal(1, isDone());
        Assert.Equal(3, guest.Get<Func<int>>("old")());
        var left = TableLimit - 100_000 - (int)table.Size;
        var more = guest.Get<Func<int, int>>("more");
        Assert.Equal(-1, more(left + 1));
        Assert.Equal(table.Size, more(left));
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void What_there_is_no_fuel_for_is_not_begun(string instruction)
    {
        using var guest = new Guest(
            Text, options: new EngineOptions { FuelCosts = FuelCosts.Default }, limits: new StoreLimits { TableElements = TableLimit });
        guest.Get<Action>("prepare")();
        guest.Store.Fuel = 50;
        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>(guest.Get<Action>(instruction)).Code);
        guest.Store.Fuel = 1_000_000_000;

        Assert.Equal(100_000, guest.Instance.GetTable("table").Size);
        Assert.Equal(3, guest.Get<Func<int>>("old")());
        guest.Get<Action>(instruction)();
        Assert.Equal(1, guest.Get<Func<int>>(instruction + " done")());
        var left = TableLimit - 100_000 - (int)guest.Instance.GetTable("table").Size;
        Assert.Equal(-1, guest.Get<Func<int, int>>("more")(left + 1));
        Assert.NotEqual(-1, guest.Get<Func<int, int>>("more")(left));
    }
}
