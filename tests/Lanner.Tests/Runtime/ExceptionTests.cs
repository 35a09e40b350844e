using System.Globalization;
using System.Text;

namespace Lanner.Tests.Runtime;

/// <summary>Exceptions of WebAssembly (specification 4.6.8), in the present form and in the first one, between guests and with the
/// host.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void An_exception_that_nobody_catches_reaches_the_host()
    {
        using var guest = new Guest("""
            (module
              (tag $t (export "t") (param i32 i64 f32 f64 externref))
              (func $inner (param externref) (throw $t (i32.const -1) (i64.const 2) (f32.const 3.5) (f64.const -4.5) (local.get 0)))
              (func (export "run") (param externref) (call $inner (local.get 0))))
            """);
        var error = Assert.Throws<WasmException>(() => guest.Get<Action<object?>>("run")("five"));
        Assert.Same(guest.Instance.GetExport("t"), error.Tag);
        Assert.Equal([-1, 2L, 3.5f, -4.5, Value.FromReference("five")], error.Values);
        Assert.Equal([0, 1], error.Backtrace.Select(frame => frame.FunctionIndex));
    }

    [Fact]
    public void A_guest_catches_what_the_host_throws()
    {
        var tag = new Tag(new TagType(FunctionType.Create([WasmValueType.I32, WasmValueType.I64], [])));
        using var guest = new Guest(
            """
            (module
              (import "env" "t" (tag $t (param i32 i64)))
              (import "env" "f" (func $f))
              (func (export "run") (result i64) (local i64)
                (block $h (result i32 i64)
                  (try_table (catch $t $h) (call $f))
                  (return (i64.const 0)))
                (local.set 0)
                (i64.extend_i32_u)
                (i64.add (local.get 0))))
            """,
            linker =>
            {
                linker.Define("env", "t", tag);
                linker.Define("env", "f", (Action)(() => throw new WasmException(tag, 40, 2L)));
            });
        Assert.Equal(42, guest.Get<Func<long>>("run")());
    }

    [Theory]
    [InlineData("(i32.div_s (i32.const 1) (i32.const 0))", TrapCode.IntegerDivideByZero)]
    [InlineData("(i32.load (i32.const 65536))", TrapCode.MemoryOutOfBounds)]
    [InlineData("(unreachable)", TrapCode.Unreachable)]
    [InlineData("(call $forever (i32.const 1))", TrapCode.StackExhausted)]
    [InlineData("(throw_ref (ref.null exn))", TrapCode.NullExceptionReference)]
    [InlineData("(call $spin)", TrapCode.DeadlinePassed)]
    public void No_guest_catches_a_trap(string cause, TrapCode code)
    {
        using var guest = new Guest(
            $"""
            (module
              (memory 1)
              (func $forever (param i32) (result i32) (i32.add (i32.const 1) (call $forever (local.get 0))))
              (func $spin (result i32) (loop $l (br $l)) (i32.const 0))
              (func (export "present") (block $h (try_table (catch_all $h) {cause} drop)))
              (func (export "legacy") (try (do {cause} drop) (catch_all))))
            """,
            options: new EngineOptions { Interruptible = true });
        foreach (var name in new[] { "present", "legacy" })
        {
            using var scope = code == TrapCode.DeadlinePassed ? guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(50)) : null;
            Assert.Equal(code, Assert.Throws<TrapException>(guest.Get<Action>(name)).Code);
        }
    }

    [Fact]
    public void No_guest_catches_an_exception_of_the_host()
    {
        var thrown = new InvalidOperationException("the host's own");
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f))
              (func (export "present") (block $h (try_table (catch_all $h) (call $f))))
              (func (export "legacy") (try (do (call $f)) (catch_all))))
            """,
            linker => linker.Define("env", "f", (Action)(() => throw thrown)));
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(guest.Get<Action>("present")));
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(guest.Get<Action>("legacy")));
    }

    [Fact]
    public void Exceptions_pass_from_module_to_module_and_through_the_host()
    {
        Function? inner = null;
        using var guest = new Guest(
            """
            (module
              (tag $t (export "t") (param i32))
              (func (export "inner") (param i32) (throw $t (local.get 0))))
            """);
        inner = guest.Instance.GetFunction("inner");
        guest.Linker.DefineInstance("thrower", guest.Instance);
        guest.Linker.Define("env", "through", (int value) => inner.ToDelegate<Action<int>>()(value));
        using var module = Module.FromText(guest.Engine, """
            (module
              (import "thrower" "t" (tag $t (param i32)))
              (import "env" "through" (func $through (param i32)))
              (tag $other (param i32))
              (func (export "run") (param i32) (result i32)
                (block $h (result i32)
                  (try_table (catch $other $h) (call $through (local.get 0)))
                  (i32.const 0)))
              (func (export "right") (param i32) (result i32)
                (block $h (result i32)
                  (try_table (catch $other $h) (catch $t $h) (call $through (local.get 0)))
                  (i32.const 0))))
            """);
        var instance = guest.Linker.Instantiate(guest.Store, module);
        Assert.Equal(5, instance.GetFunction<Func<int, int>>("right")(5));
        Assert.Equal([5], Assert.Throws<WasmException>(() => instance.GetFunction<Func<int, int>>("run")(5)).Values);
    }

    [Fact]
    public void A_tag_imported_twice_is_one_tag()
    {
        var tag = new Tag(new TagType(FunctionType.Create([WasmValueType.I32], [])));
        const string Text = """
            (module
              (import "env" "a" (tag $a (param i32)))
              (import "env" "b" (tag $b (param i32)))
              (tag $own (param i32))
              (func (export "run") (result i32)
                (block $wrong (result i32)
                  (block $right (result i32)
                    (try_table (catch $own $wrong) (catch $a $right) (throw $b (i32.const 1)))
                    (unreachable))
                  (return (i32.add (i32.const 10))))
                (i32.add (i32.const 20))))
            """;
        using var same = new Guest(Text, linker =>
        {
            linker.Define("env", "a", tag);
            linker.Define("env", "b", tag);
        });
        Assert.Equal(11, same.Get<Func<int>>("run")());
        using var different = new Guest(Text, linker =>
        {
            linker.Define("env", "a", tag);
            linker.Define("env", "b", new Tag(tag.Type));
        });
        Assert.Throws<WasmException>(() => different.Get<Func<int>>("run")());
    }

    [Fact]
    public void Loops_stand_around_and_inside_of_what_catches()
    {
        using var guest = new Guest("""
            (module
              (tag $odd (param i32))
              (func $check (param i32) (if (i32.and (local.get 0) (i32.const 1)) (then (throw $odd (local.get 0)))))
              (func (export "run") (param $n i32) (result i32) (local $i i32) (local $sum i32) (local $j i32)
                (loop $outer
                  (block $done
                    (block $h (result i32)
                      (try_table (catch $odd $h)
                        (local.set $j (i32.const 0))
                        (loop $inner
                          (local.set $j (i32.add (local.get $j) (i32.const 1)))
                          (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                          (br_if $inner (i32.lt_u (local.get $j) (i32.const 3))))
                        (call $check (local.get $i))
                        (br $done))
                      (unreachable))
                    (local.set $sum (i32.add (i32.mul (i32.const 100)) (local.get $sum))))
                  (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
                (local.get $sum)))
            """);
        Assert.Equal((10 * 3) + (100 * (1 + 3 + 5 + 7 + 9)), guest.Get<Func<int, int>>("run")(10));
    }

    [Fact]
    public void Every_way_out_leaves_what_is_protected()
    {
        using var guest = new Guest("""
            (module
              (tag $t)
              (func $pair (param i32) (result i32 i32) (if (i32.eq (local.get 0) (i32.const 9)) (then (throw $t))) (local.get 0)
                (i32.const 7))
              (func $run (export "run") (param i32) (result i32 i32)
                (block $h
                  (block $c
                    (try_table (result i32 i32) (catch_all $h)
                      (try_table (catch $t $c)
                        (br_table 0 0 $c $h 0 (local.get 0)))
                      (br_if $h (i32.eq (local.get 0) (i32.const 5)))
                      (if (i32.eq (local.get 0) (i32.const 6)) (then (return (i32.const 60) (i32.const 61))))
                      (if (i32.eq (local.get 0) (i32.const 7)) (then (return_call $pair (i32.const 70))))
                      (if (i32.eq (local.get 0) (i32.const 8)) (then (return_call $run (i32.const 6))))
                      (if (i32.eq (local.get 0) (i32.const 9)) (then (return_call $pair (i32.const 9))))
                      (call $pair (local.get 0)))
                    (return))
                  (return (i32.const 30) (i32.const 31)))
                (i32.const 50) (i32.const 51)))
            """);
        var run = guest.Get<Func<int, (int, int)>>("run");
        Assert.Equal((0, 7), run(0));
        Assert.Equal((1, 7), run(1));
        Assert.Equal((30, 31), run(2));
        Assert.Equal((50, 51), run(3));
        Assert.Equal((4, 7), run(4));
        Assert.Equal((50, 51), run(5));
        Assert.Equal((60, 61), run(6));
        Assert.Equal((70, 7), run(7));
        Assert.Equal((60, 61), run(8));

        // The call in tail position is no longer inside.
        Assert.Throws<WasmException>(() => run(9));
    }

    [Fact]
    public void What_is_protected_may_end_with_a_branch_table_while_fuel_is_counted()
    {
        using var guest = new Guest(
            """
            (module
              (tag $t)
              (func $throw (if (i32.const 1) (then (throw $t))))
              (func (export "run") (param i32) (result i32)
                (block $a
                  (block $h
                    (try_table (catch_all $h)
                      (if (i32.eq (local.get 0) (i32.const 7)) (then (call $throw)))
                      (loop $l
                        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                        (br_table $l $a $l (i32.eqz (local.get 0))))
                      (nop) (i32.const 1) (drop)))
                  (return (i32.const 10)))
                (i32.const 20)))
            """,
            options: new EngineOptions { FuelCosts = FuelCosts.Default },
            limits: new StoreLimits { Fuel = 1_000_000 });
        var run = guest.Get<Func<int, int>>("run");
        Assert.Equal(20, run(5));
        Assert.Equal(10, run(7));
    }

    [Fact]
    public void A_handler_sees_locals_as_they_were_when_the_exception_was_thrown()
    {
        using var guest = new Guest("""
            (module
              (tag $t)
              (func $throw (result i32) (throw $t))
              (func $one (result i32) (i32.const 1))
              (func (export "after") (result i32) (local $x i32)
                (block $h
                  (try_table (catch_all $h)
                    (local.set $x (i32.const 1))
                    (call $throw)
                    (local.set $x (i32.const 2))
                    drop))
                (local.get $x))
              (func (export "before") (result i32) (local $x i32)
                (block $h
                  (try_table (catch_all $h)
                    (local.tee $x (i32.const 3))
                    (call $throw)
                    (i32.add)
                    drop))
                (local.get $x))
              (func (export "branch") (result i32) (local $x i32)
                (block $h
                  (try_table (catch_all $h)
                    (local.tee $x (i32.const 4))
                    (throw $t)))
                (local.get $x)))
            """);
        Assert.Equal(1, guest.Get<Func<int>>("after")());
        Assert.Equal(3, guest.Get<Func<int>>("before")());
        Assert.Equal(4, guest.Get<Func<int>>("branch")());
    }

    [Fact]
    public void A_local_that_is_assigned_while_a_branch_drops_the_value_keeps_it()
    {
        using var guest = new Guest("""
            (module (func (export "run") (result i32) (local i32)
              (block (local.tee 0 (i32.const 5)) (br 0))
              (local.get 0)))
            """);
        Assert.Equal(5, guest.Get<Func<int>>("run")());
    }

    [Fact]
    public void A_throw_whose_handler_stands_in_the_same_function_throws_nothing()
    {
        using var guest = new Guest("""
            (module
              (tag $a (param i32)) (tag $b (param i32))
              (func (export "run") (param i32) (result i32)
                (block $h (result i32)
                  (block $other (result i32)
                    (try_table (catch $b $other)
                      (try_table (catch $a $h)
                        (if (local.get 0) (then (throw $b (i32.const 20))))
                        (throw $a (i32.const 10))))
                    (unreachable))
                  (i32.add (i32.const 2))))
              (func (export "reference") (result i32)
                (block $out (result i32)
                  (block $h (result exnref)
                    (try_table (catch_all_ref $h) (throw $a (i32.const 5)))
                    (unreachable))
                  (try_table (param exnref) (catch $a $out) (throw_ref))
                  (i32.const 0))))
            """);
        var run = guest.Get<Func<int, int>>("run");
        run(0);
        Assert.Equal((10, 22), (run(0), run(1)));
        Assert.Equal(0, Patience.FewestBytesAllocated(() =>
        {
            run(0);
            run(1);
        }));
        Assert.Equal(5, guest.Get<Func<int>>("reference")());
    }

    [Fact]
    public void The_first_form_delegates_past_handlers_and_throws_again()
    {
        using var guest = new Guest("""
            (module
              (tag $t (param i32))
              (func $throw (param i32) (throw $t (local.get 0)))
              (func (export "delegate") (param i32) (result i32)
                (try $outer (result i32)
                  (do
                    (try (result i32)
                      (do
                        (try (result i32)
                          (do (call $throw (local.get 0)) (i32.const 0))
                          (delegate $outer)))
                      (catch_all (i32.const -1))))
                  (catch $t (i32.add (i32.const 100)))))
              (func (export "caller") (param i32) (result i32)
                (try (result i32)
                  (do
                    (try (result i32)
                      (do (call $throw (local.get 0)) (i32.const 0))
                      (delegate 1)))
                  (catch_all (i32.const -1))))
              (func (export "again") (param i32) (result i32) (local $n i32)
                (try $first (result i32)
                  (do (call $throw (local.get 0)) (i32.const 0))
                  (catch $t
                    (drop)
                    (loop $l (result i32)
                      (try (result i32)
                        (do (rethrow $first))
                        (catch $t (local.set $n (i32.add (local.get $n)))
                          (br_if $l (i32.lt_u (local.get $n) (i32.const 50)))
                          (local.get $n)))))))
              (func (export "no_catches") (param i32) (result i32)
                (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)))))
            """);
        Assert.Equal(105, guest.Get<Func<int, int>>("delegate")(5));
        Assert.Equal([5], Assert.Throws<WasmException>(() => guest.Get<Func<int, int>>("caller")(5)).Values);
        Assert.Equal(56, guest.Get<Func<int, int>>("again")(7));
        Assert.Throws<WasmException>(() => guest.Get<Func<int, int>>("no_catches")(1));
    }

    [Fact]
    public void An_exception_thrown_again_keeps_its_backtrace()
    {
        using var guest = new Guest("""
            (module
              (tag $t)
              (func $thrower (throw $t))
              (func $middle
                (block $h (result exnref)
                  (try_table (catch_all_ref $h) (call $thrower))
                  (return))
                throw_ref)
              (func $outer (export "run") (call $middle)))
            """);
        var error = Assert.Throws<WasmException>(guest.Get<Action>("run"));
        Assert.Equal(["thrower", "middle", "middle", "outer"], error.Backtrace.Select(frame => frame.FunctionName));
    }

    [Fact]
    public void An_exception_that_is_thrown_for_ever_takes_bounded_memory()
    {
        using var guest = new Guest("""
            (module
              (tag $t)
              (func $thrower (throw $t))
              (func $again (param exnref) (throw_ref (local.get 0)))
              (func (export "run") (param $n i32) (local $e exnref)
                (block $h (result exnref) (try_table (catch_all_ref $h) (call $thrower)) (return))
                (local.set $e)
                (loop $l
                  (block $h (result exnref) (try_table (catch_all_ref $h) (call $again (local.get $e))) (return))
                  (local.set $e)
                  (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
            """);
        var run = guest.Get<Action<int>>("run");
        run(200);
        Assert.InRange(Patience.FewestBytesAllocated(() => run(2000)) / 2000, 0, 4096);
    }

    [Fact]
    public void References_to_exceptions_go_through_tables_and_globals()
    {
        using var guest = new Guest("""
            (module
              (tag $t (param i32))
              (table $kept 4 exnref)
              (func $thrower (param i32) (throw $t (local.get 0)))
              (func (export "keep") (param i32) (local $e exnref)
                (block $h (result exnref) (try_table (catch_all_ref $h) (call $thrower (local.get 0))) (return))
                (local.set $e)
                (table.set $kept (i32.const 1) (local.get $e))
                (global.set $g (table.get $kept (i32.const 1))))
              (global $g (mut exnref) (ref.null exn))
              (func (export "throw") (throw_ref (global.get $g))))
            """);
        guest.Get<Action<int>>("keep")(12);
        Assert.Equal([12], Assert.Throws<WasmException>(guest.Get<Action>("throw")).Values);
    }

    [Fact]
    public void Blocks_that_catch_nest_as_deep_as_the_limit_and_no_deeper()
    {
        Assert.Equal(5, Nested(250).Get<Func<int, int>>("run")(5));
        Assert.Contains(
            "too many nested blocks that catch", Assert.Throws<InvalidModuleException>(() => Nested(251)).Message,
            StringComparison.Ordinal);

        static Guest Nested(int depth)
        {
            var text = new StringBuilder("""
                (module (tag $t (param i32))
                  (func $thrower (param i32) (throw $t (local.get 0)))
                  (func (export "run") (param i32) (result i32) (block $h (result i32)
                """);
            for (var index = 0; index < depth; index++)
            {
                text.Append(CultureInfo.InvariantCulture, $"(try_table {(index % 2 == 0 ? "" : "(catch $t $h)")}");
            }

            return new Guest(text.Append("(call $thrower (local.get 0))").Append(')', depth).Append("(i32.const 0))))").ToString());
        }
    }

    [Fact]
    public void Many_blocks_that_catch_one_after_the_other_work()
    {
        var text = new StringBuilder("""
            (module (tag $t (param i32))
              (func $thrower (param i32) (throw $t (local.get 0)))
              (func (export "run") (param i32) (result i32)
            """);
        for (var index = 0; index < 2000; index++)
        {
            text.Append(
                "(local.set 0 (block $h (result i32) (try_table (catch $t $h) (call $thrower (i32.add (i32.const 1) (local.get 0)))) "
                + "(i32.const 0)))");
        }

        using var guest = new Guest(text.Append("(local.get 0)))").ToString());
        Assert.Equal(2005, guest.Get<Func<int, int>>("run")(5));
    }

    [Fact]
    public void An_exception_goes_through_ten_thousand_frames()
    {
        using var guest = new Guest("""
            (module
              (tag $t (param i32))
              (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))
                  (else (throw $t (i32.const 3)))))
              (func (export "run") (param i32) (result i32)
                (block $h (result i32) (try_table (catch $t $h) (call $down (local.get 0))) (i32.const 0))))
            """);
        Assert.Equal(3, guest.Get<Func<int, int>>("run")(10_000));
    }
}
