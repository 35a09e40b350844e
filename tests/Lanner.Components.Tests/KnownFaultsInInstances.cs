namespace Lanner.Components.Tests;

/// <summary>Faults that other hosts had with calls of instances, and between engines.</summary>
public class KnownFaultsInInstances
{
    /// <summary>A component that calls another one, which it imports as <c>next</c>.</summary>
    private const string Caller = """
        (component
          (import "next" (func $next))
          (core func $next' (canon lower (func $next)))
          (core module $M
            (import "" "next" (func $next))
            (func (export "run") (call $next))
            (func (export "rest")))
          (core instance $m (instantiate $M (with "" (instance (export "next" (func $next'))))))
          (func (export "run") (canon lift (core func $m "run")))
          (func (export "rest") (canon lift (core func $m "rest"))))
        """;

    /// <summary>bytecodealliance/wasmtime#12349, WebAssembly/component-model#589.</summary>
    [Fact]
    public void When_one_calls_another_and_that_calls_the_first_the_call_traps_at_once()
    {
        using var running = new Running();
        ComponentInstance? one = null;
        running.Linker.Define("next", (_, _) => one!.GetFunction("rest").Call());
        var other = running.Instantiate(Caller);
        var linker = new ComponentLinker(running.Engine);
        linker.DefineFunction(null, "next", other.GetFunction("run"));
        one = linker.Instantiate(running.Store, Component.FromText(running.Engine, Caller));
        var trap = Assert.Throws<TrapException>(() => one.GetFunction("run").Call());
        Assert.Contains("cannot enter component instance", trap.Message, StringComparison.Ordinal);

        // extism/extism#836: both were left by a trap.
        foreach (var instance in new[] { one, other })
        {
            foreach (var name in new[] { "run", "rest" })
            {
                trap = Assert.Throws<TrapException>(() => instance.GetFunction(name).Call());
                Assert.Contains("cannot enter component instance", trap.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The destructor of a resource is a call of its component too.</summary>
    [Fact]
    public void A_destructor_does_not_enter_an_instance_that_trapped()
    {
        using var running = new Running();
        var instance = running.Instantiate("""
            (component
              (core module $D (func (export "drop") (param i32)))
              (core instance $d (instantiate $D))
              (type $thing' (resource (rep i32) (dtor (core func $d "drop"))))
              (export $thing "thing" (type $thing'))
              (core func $new (canon resource.new $thing'))
              (core module $M
                (import "" "new" (func $new (param i32) (result i32)))
                (func (export "make") (result i32) (call $new (i32.const 1)))
                (func (export "fail") unreachable))
              (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
              (func (export "make") (result (own $thing)) (canon lift (core func $m "make")))
              (func (export "fail") (canon lift (core func $m "fail"))))
            """);
        var thing = instance.GetFunction("make").Call()!.Value.AsResource();
        Assert.Throws<TrapException>(() => instance.GetFunction("fail").Call());
        Assert.Contains(
            "cannot enter component instance", Assert.Throws<TrapException>(thing.Dispose).Message, StringComparison.Ordinal);
        thing.Dispose();
    }

    /// <summary>A component may call itself, and the destructor of a resource may drop another one: without end, that is a trap as any
    /// recursion is (bytecodealliance/wit-bindgen#1040).</summary>
    [Theory]
    [InlineData("(call $next)", "")]
    [InlineData("(call $text (i32.const 64) (i32.const 1))", "")]
    [InlineData("(call $drop (call $new (i32.const 0)))", "(call $drop (call $new (i32.const 0)))")]
    public void Endless_recursion_across_the_boundary_is_a_trap(string code, string destructor)
    {
        using var running = new Running();
        var run = running.Instantiate($$"""
            (component
              (core module $Table
                (table (export "table") 6 funcref)
                (memory (export "mem") 1)
                (type $drop (func (param i32)))
                (type $run (func))
                (type $text (func (param i32 i32)))
                (func (export "drop") (param i32) (call_indirect (type $drop) (local.get 0) (i32.const 0)))
                (func (export "run") (call_indirect (type $run) (i32.const 1)))
                (func (export "text") (param i32 i32) (call_indirect (type $text) (local.get 0) (local.get 1) (i32.const 2)))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
              (core instance $t (instantiate $Table))
              (type $thing (resource (rep i32) (dtor (core func $t "drop"))))
              (func $next (canon lift (core func $t "run")))
              (func $text (param "text" string)
                (canon lift (core func $t "text") (memory (core memory $t "mem")) (realloc (core func $t "realloc"))))
              (core func $new (canon resource.new $thing))
              (core func $drop (canon resource.drop $thing))
              (core func $next' (canon lower (func $next)))
              (core func $text' (canon lower (func $text) (memory (core memory $t "mem"))))
              (core module $M
                (import "" "table" (table 6 funcref))
                (import "" "new" (func $new (param i32) (result i32)))
                (import "" "drop" (func $drop (param i32)))
                (import "" "next" (func $next))
                (import "" "text" (func $text (param i32 i32)))
                (func $destroy (param i32) {{destructor}})
                (func $run (export "run") {{code}})
                (func $take (param i32 i32) {{code}})
                (elem (i32.const 0) func $destroy $run $take))
              (core instance $m (instantiate $M (with "" (instance
                (export "table" (table $t "table")) (export "new" (func $new)) (export "drop" (func $drop))
                (export "next" (func $next')) (export "text" (func $text'))))))
              (func (export "run") (canon lift (core func $m "run"))))
            """).GetFunction("run");
        Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => run.Call()).Code);
        Assert.Contains("cannot enter", Assert.Throws<TrapException>(() => run.Call()).Message, StringComparison.Ordinal);
    }

    /// <summary>The memory that a call reads and writes stays there until its end.</summary>
    [Fact]
    public void A_host_function_cannot_dispose_of_the_store_that_calls_it()
    {
        using var running = new Running();
        running.Linker.Define("f", (store, arguments) =>
        {
            store.Dispose();
            return arguments[0];
        });
        var run = running.Instantiate($$"""
            (component
              (import "f" (func $f (param "text" string) (result string)))
              {{Running.EchoModule}}
              (core func $f' (canon lower (func $f) (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
              (core module $N
                (import "" "f" (func $f (param i32 i32 i32)))
                (func (export "run") (param i32 i32) (result i32)
                  (call $f (local.get 0) (local.get 1) (i32.const 64))
                  (i32.const 64)))
              (core instance $n (instantiate $N (with "" (instance (export "f" (func $f'))))))
              (func (export "run") (param "text" string) (result string) (canon lift (core func $n "run")
                (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
            """).GetFunction("run");
        Assert.Throws<InvalidOperationException>(() => run.Call(ComponentValue.FromString("hi")));
    }

    /// <summary>bytecodealliance/wasmtime#13613: a wasm exception crossed the boundary.</summary>
    [Theory]
    [InlineData("f", "(throw $tag)", "", "")]
    [InlineData("post-return", "", "(throw $tag)", "")]
    [InlineData("realloc", "", "", "(throw $tag)")]
    public void An_uncaught_exception_of_a_callee_is_a_trap_that_the_caller_cannot_catch(
        string where, string body, string postReturn, string realloc)
    {
        using var running = new Running();
        var run = running.Instantiate($$"""
            (component
              (component $Callee
                (core module $M
                  (tag $tag)
                  (memory (export "mem") 1)
                  (func (export "f") (param i32 i32) (result i32) {{body}} (i32.const 0))
                  (func (export "post-return") (param i32) {{postReturn}})
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) {{realloc}} (i32.const 64)))
                (core instance $m (instantiate $M))
                (func (export "f") (param "text" string) (result u32) (canon lift (core func $m "f")
                  (memory (core memory $m "mem")) (realloc (core func $m "realloc")) (post-return (core func $m "post-return")))))
              (instance $callee (instantiate $Callee))
              (component $Caller
                (import "f" (func $f (param "text" string) (result u32)))
                (core module $L (memory (export "mem") 1) (data (i32.const 64) "hi"))
                (core instance $l (instantiate $L))
                (core func $f' (canon lower (func $f) (memory (core memory $l "mem"))))
                (core module $N
                  (import "" "f" (func $f (param i32 i32) (result i32)))
                  (func (export "run") (result i32)
                    (block $caught
                      (return (try_table (result i32) (catch_all $caught) (call $f (i32.const 64) (i32.const 2)))))
                    (i32.const 7)))
                (core instance $n (instantiate $N (with "" (instance (export "f" (func $f'))))))
                (func (export "run") (result u32) (canon lift (core func $n "run"))))
              (instance $caller (instantiate $Caller (with "f" (func $callee "f"))))
              (func (export "run") (alias export $caller "run")))
            """).GetFunction("run");
        var trap = Assert.Throws<TrapException>(() => run.Call());
        Assert.True(trap.Message.Contains("uncaught exception", StringComparison.Ordinal), $"{where}: {trap.Message}");
        Assert.Throws<TrapException>(() => run.Call());
    }

    /// <summary>An exception of the host is not the guest's to catch either.</summary>
    [Fact]
    public void An_exception_of_the_host_cannot_be_caught_by_a_guest()
    {
        using var running = new Running();
        running.Linker.Define("next", (_, _) => throw new TimeoutException());
        var run = running.Instantiate("""
            (component
              (import "next" (func $next))
              (core func $next' (canon lower (func $next)))
              (core module $M
                (import "" "next" (func $next))
                (func (export "run") (block $caught (try_table (catch_all $caught) (call $next)))))
              (core instance $m (instantiate $M (with "" (instance (export "next" (func $next'))))))
              (func (export "run") (canon lift (core func $m "run"))))
            """).GetFunction("run");
        Assert.Throws<TimeoutException>(() => run.Call());
    }

    /// <summary>GHSA-hgjw-h833-99q9.</summary>
    [Fact]
    public void Things_of_two_engines_are_an_argument_error()
    {
        using var running = new Running();
        using var other = new Running();
        other.Linker.Define("next", (_, _) => null);
        var instance = other.Instantiate(Caller);
        var component = Component.FromText(other.Engine, Caller);
        using var module = Module.FromText(other.Engine, "(module)");
        Assert.Throws<ArgumentException>(() => running.Linker.Instantiate(running.Store, component));
        Assert.Throws<ArgumentException>(() => running.Linker.Instantiate(
            other.Store, Component.FromText(running.Engine, "(component)")));
        Assert.Throws<ArgumentException>(() => running.Linker.DefineComponent("c", component));
        Assert.Throws<ArgumentException>(() => running.Linker.DefineModule("m", module));
        Assert.Throws<ArgumentException>(() => running.Linker.DefineInstance("i", instance));
        Assert.Throws<ArgumentException>(() => running.Linker.DefineFunction(null, "f", instance.GetFunction("run")));
    }

    /// <summary>A function of another store of the same engine is not linked.</summary>
    [Fact]
    public void Things_of_two_stores_are_not_linked()
    {
        using var running = new Running();
        running.Linker.Define("next", (_, _) => null);
        var function = running.Instantiate(Caller).GetFunction("run");
        using var store = new Store(running.Engine);
        var linker = new ComponentLinker(running.Engine);
        linker.DefineFunction(null, "next", function);
        var component = Component.FromText(running.Engine, Caller);
        Assert.Contains(
            "another store",
            Assert.Throws<ComponentLinkException>(() => linker.Instantiate(store, component)).Message,
            StringComparison.Ordinal);
    }
}
