namespace Lanner.Tests.Runtime;

/// <summary>Functions that active segments put into a table are made when they are asked for; nobody can tell.</summary>
public class DeferredElementsTests
{
    private const string Text = """
        (module
          (type $value (func (result i32)))
          (table (export "table") 6 10 funcref)
          (func $a (export "a") (result i32) (i32.const 1))
          (func $b (export "b") (result i32) (i32.const 2))
          (func $c (export "c") (result i32) (i32.const 3))
          (elem (i32.const 1) $a $b $c)
          (elem (i32.const 2) $c)
          (elem $passive func $a)
          (func (export "call") (param i32) (result i32) (call_indirect (type $value) (local.get 0)))
          (func (export "call_with_operands") (param i32) (result i32)
            (i32.add (i32.mul (local.get 0) (i32.const 100)) (call_indirect (type $value) (local.get 0))))
          (func (export "get") (param i32) (result funcref) (table.get (local.get 0)))
          (func (export "clear") (param i32) (table.set (local.get 0) (ref.null func)))
          (func (export "fill_null") (table.fill (i32.const 0) (ref.null func) (i32.const 6)))
          (func (export "copy") (table.copy (i32.const 3) (i32.const 1) (i32.const 2)))
          (func (export "init") (table.init $passive (i32.const 0) (i32.const 0) (i32.const 1)))
          (func (export "grow") (result i32) (table.grow (ref.func $b) (i32.const 2))))
        """;

    [Fact]
    public void Calls_through_the_table_find_what_the_last_segment_put_there()
    {
        using var guest = new Guest(Text);
        var call = guest.Get<Func<int, int>>("call");

        Assert.Equal([1, 3, 3], [call(1), call(2), call(3)]);
        Assert.Equal([1, 3, 3], [call(1), call(2), call(3)]);
        Assert.Equal(203, guest.Get<Func<int, int>>("call_with_operands")(2));
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => call(4)).Code);
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => call(0)).Code);
        Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => call(6)).Code);
    }

    [Fact]
    public void An_element_is_the_same_object_as_the_export()
    {
        using var guest = new Guest(Text);
        var table = guest.Instance.FindTable("table")!;

        Assert.Same(guest.Instance.GetFunction("a"), table[1]);
        Assert.Same(guest.Instance.GetFunction("c"), table[2]);
        Assert.Same(table[1], guest.Get<Func<int, Function?>>("get")(1));
        Assert.Null(table[0]);
        Assert.Null(table[5]);
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("fill_null")]
    [InlineData("host")]
    public void An_element_that_is_set_to_null_stays_null(string how)
    {
        using var guest = new Guest(Text);
        switch (how)
        {
            case "clear":
                guest.Get<Action<int>>("clear")(1);
                break;
            case "fill_null":
                guest.Get<Action>("fill_null")();
                break;
            default:
                guest.Instance.FindTable("table")![1] = null;
                break;
        }

        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => guest.Get<Func<int, int>>("call")(1)).Code);
        Assert.Null(guest.Instance.FindTable("table")![1]);
    }

    [Fact]
    public void Copying_growing_and_initializing_leave_the_others_in_place()
    {
        using var guest = new Guest(Text);
        var call = guest.Get<Func<int, int>>("call");

        guest.Get<Action>("copy")();
        Assert.Equal(6, guest.Get<Func<int>>("grow")());
        guest.Get<Action>("init")();

        Assert.Equal([1, 1, 3, 1, 3], [call(0), call(1), call(2), call(3), call(4)]);
        Assert.Equal([2, 2], [call(6), call(7)]);
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => call(5)).Code);
    }

    [Fact]
    public void Another_instance_that_imports_the_table_finds_them_too()
    {
        using var guest = new Guest(Text);
        using var other = Module.FromText(guest.Engine, """
            (module
              (import "first" "table" (table 6 funcref))
              (func $d (result i32) (i32.const 4))
              (elem (i32.const 5) $d)
              (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))
            """);
        guest.Linker.DefineInstance("first", guest.Instance);
        var call = guest.Linker.Instantiate(guest.Store, other).GetFunction<Func<int, int>>("call");

        Assert.Equal([1, 3, 4], [call(1), call(2), call(5)]);
        Assert.Equal(4, guest.Get<Func<int, int>>("call")(5));
    }
}
