namespace Lanner.Tests.Api;

/// <summary>Instantiation, and what instances consist of.</summary>
public sealed class InstanceTests
{
    [Fact]
    public void The_start_function_runs()
    {
        var calls = 0;
        using var guest = new Guest(
            """(module (import "env" "f" (func $f)) (start $f))""", linker => linker.Define("env", "f", () => { calls++; }));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Exports_are_complete_when_the_start_function_runs()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f))
              (func $start call $f)
              (func (export "seven") (result i32) i32.const 7)
              (start $start))
            """,
            linker => linker.Define("env", "f", (Caller caller) => Assert.Equal(7, caller.GetFunction<Func<int>>("seven")())));
    }

    [Fact]
    public void Globals_are_read_and_written()
    {
        using var guest = new Guest("""
            (module
              (global $count (export "count") (mut i64) (i64.const 5))
              (global (export "fixed") f32 (f32.const 1.5))
              (global $thing (export "thing") (mut externref) (ref.null extern))
              (func (export "get") (result i64) global.get $count)
              (func (export "set") (param i64) local.get 0 global.set $count)
              (func (export "get-thing") (result externref) global.get $thing))
            """);
        var count = guest.Instance.GetGlobal("count");
        Assert.Equal(5, count.Value.AsInt64());
        count.Value = 6L;
        Assert.Equal(6, guest.Get<Func<long>>("get")());
        guest.Get<Action<long>>("set")(-1);
        Assert.Equal(-1, count.Value.AsInt64());
        Assert.Throws<ArgumentException>(() => count.Value = 1);
        Assert.Equal(1.5f, guest.Instance.GetGlobal("fixed").Value.AsSingle());
        Assert.Throws<InvalidOperationException>(() => guest.Instance.GetGlobal("fixed").Value = 1f);
        guest.Instance.GetGlobal("thing").Value = Value.FromReference("text");
        Assert.Equal("text", guest.Get<Func<object>>("get-thing")());
    }

    [Fact]
    public void Globals_of_the_host_are_shared()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        var global = new Global(store, new GlobalType(WasmValueType.I32, IsMutable: true), 3);
        linker.Define("env", "g", global);
        using var module = Module.FromText(engine, """
            (module (import "env" "g" (global $g (mut i32)))
              (func (export "double") (global.set $g (i32.add (global.get $g) (global.get $g)))))
            """);
        linker.Instantiate(store, module).GetFunction<Action>("double")();
        Assert.Equal(6, global.Value.AsInt32());
        Assert.Throws<ArgumentException>(() => new Global(store, new GlobalType(WasmValueType.I32, IsMutable: true), 3L));
    }

    [Fact]
    public void Tables_are_read_written_and_grown()
    {
        using var guest = new Guest("""
            (module
              (table (export "table") 2 4 funcref)
              (elem (i32.const 0) $f)
              (func $f (export "f"))
              (func (export "size") (result i32) table.size 0))
            """);
        var table = guest.Instance.GetTable("table");
        var function = guest.Instance.GetFunction("f");
        Assert.Equal(2, table.Size);
        Assert.Same(function, table[0]);
        Assert.Null(table[1]);
        Assert.True(table.TryGrow(2, function, out var previous));
        Assert.Equal(2, previous);
        Assert.Same(function, table[3]);
        Assert.Equal(4, guest.Get<Func<int>>("size")());
        Assert.False(table.TryGrow(1, null, out _));
        table[3] = null;
        Assert.Null(table[3]);
        Assert.Throws<ArgumentException>(() => table[0] = "text");
        Assert.Throws<ArgumentOutOfRangeException>(() => table[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[-1] = null);
    }

    [Fact]
    public void Tables_of_the_host_are_shared()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        var table = new Table(store, new TableType(WasmValueType.ExternRef, new Limits(3, null)), "initial");
        linker.Define("env", "t", table);
        using var module = Module.FromText(engine, """
            (module (import "env" "t" (table $t 2 externref)) (func (export "get") (param i32) (result externref)
                (table.get $t (local.get 0))))
            """);
        var get = linker.Instantiate(store, module).GetFunction<Func<int, object?>>("get");
        table[1] = "set";
        Assert.Equal("initial", get(0));
        Assert.Equal("set", get(1));
        Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => get(3)).Code);
        Assert.Throws<ArgumentException>(() => new Table(store, new TableType(WasmValueType.FuncRef, new Limits(3, null)), "text"));
    }

    [Fact]
    public void What_a_failed_instantiation_has_written_stays()
    {
        using var guest = new Guest("""
            (module
              (type $f (func (result i32)))
              (table (export "table") 4 funcref)
              (func (export "call") (param i32) (result i32) (call_indirect (type $f) (local.get 0))))
            """);
        guest.Linker.DefineInstance("m", guest.Instance);
        using var failing = Module.FromText(guest.Engine, """
            (module
              (import "m" "table" (table 4 funcref))
              (global $g (mut i32) (i32.const 11))
              (func $f (result i32) global.get $g)
              (elem (i32.const 1) $f)
              (elem (i32.const 4) $f))
            """);
        Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => guest.Linker.Instantiate(guest.Store, failing)).Code);
        GC.Collect();
        Assert.Equal(11, guest.Get<Func<int, int>>("call")(1));
    }

    [Fact]
    public void A_trap_in_the_start_function_has_a_backtrace()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, "(module $m (func $start unreachable) (start $start))");
        using var store = new Store(engine);

        // The module is still in use here: of one that nobody uses, the frames may be missing.
        var error = Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, module));

        Assert.Equal("m", error.Backtrace[0].ModuleName);
        Assert.Equal("start", error.Backtrace[0].FunctionName);
    }

    [Fact]
    public void Instances_of_a_module_are_independent()
    {
        using var guest = new Guest("""
            (module (global $g (mut i32) (i32.const 0))
              (func (export "next") (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) global.get $g))
            """);
        var second = guest.Linker.Instantiate(guest.Store, guest.Module).GetFunction<Func<int>>("next");
        var first = guest.Get<Func<int>>("next");
        Assert.Equal(1, first());
        Assert.Equal(2, first());
        Assert.Equal(1, second());
    }
}
