namespace Lanner.Components.Tests;

/// <summary>The linker, instances, and resources of the host.</summary>
public class LinkingTests
{
    private const string Greeter = """
        (component
          (import "test:host/log@1.2.0" (instance $log
            (export "add" (func (param "a" u32) (param "b" u32) (result u32)))
            (export "write" (func (param "text" string)))))
          (core module $M
            (import "log" "write" (func $write (param i32 i32)))
            (import "log" "add" (func $add (param i32 i32) (result i32)))
            (import "libc" "mem" (memory 1))
            (data (i32.const 64) "hello")
            (func (export "run") (result i32)
              (call $write (i32.const 64) (i32.const 5))
              (call $add (i32.const 40) (i32.const 2))))
          (core module $Libc (memory (export "mem") 1))
          (core instance $libc (instantiate $Libc))
          (core func $add (canon lower (func $log "add")))
          (core func $write (canon lower (func $log "write") (memory (core memory $libc "mem"))))
          (core instance $m (instantiate $M
            (with "log" (instance (export "write" (func $write)) (export "add" (func $add))))
            (with "libc" (instance $libc))))
          (func $run (result u32) (canon lift (core func $m "run")))
          (instance $run-interface (export "run" (func $run)))
          (export "test:guest/run@1.0.0" (instance $run-interface)))
        """;

    [Fact]
    public void Functions_of_the_host_are_found_by_interface_and_compatible_version()
    {
        using var running = new Running();
        var written = new List<string>();
        running.Linker.Define("test:host/log@1.4.1", "add", (_, arguments) =>
            ComponentValue.FromU32(arguments[0].AsU32() + arguments[1].AsU32()));
        running.Linker.Define("test:host/log@1.4.1", "write", (_, arguments) =>
        {
            written.Add(arguments[0].AsString());
            return null;
        });
        var instance = running.Instantiate(Greeter);
        Assert.Equal(42u, instance.GetFunction("test:guest/run@1.0.0#run").Call()!.Value.AsU32());
        Assert.Equal(["hello"], written);
        Assert.Null(instance.FindFunction("test:guest/run@1.0.0#walk"));
        Assert.Null(instance.FindFunction("run"));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var running = new Running();
        var error = Assert.Throws<ComponentLinkException>(() => running.Instantiate(Greeter));
        Assert.Contains("test:host/log@1.2.0", error.Message, StringComparison.Ordinal);
        running.Linker.Define("test:host/log@1.2.0", "add", (_, _) => null);
        error = Assert.Throws<ComponentLinkException>(() => running.Instantiate(Greeter));
        Assert.Equal("test:host/log@1.2.0#write", error.Import);
    }

    [Fact]
    public void Interfaces_of_plain_types_need_no_definition()
    {
        using var running = new Running();
        var instance = running.Instantiate("""
            (component
              (import "test:host/types" (instance $types
                (type $point' (record (field "x" u32)))
                (export "point" (type (eq $point')))))
              (core module $M (func (export "f") (param i32) (result i32) (local.get 0)))
              (core instance $m (instantiate $M))
              (alias export $types "point" (type $point))
              (func (export "x") (param "point" $point) (result u32) (canon lift (core func $m "f"))))
            """);
        var point = ComponentValue.FromRecord(("x", ComponentValue.FromU32(3)));
        Assert.Equal(3u, instance.GetFunction("x").Call(point)!.Value.AsU32());
    }

    [Fact]
    public void An_exception_of_the_host_passes_and_ends_the_instance()
    {
        using var running = new Running();
        running.Linker.Define("test:host/log@1.2.0", "add", (_, _) => throw new TimeoutException());
        running.Linker.Define("test:host/log@1.2.0", "write", (_, _) => null);
        var run = running.Instantiate(Greeter).GetFunction("test:guest/run@1.0.0#run");
        Assert.Throws<TimeoutException>(() => run.Call());
        Assert.Throws<TrapException>(() => run.Call());
    }

    [Fact]
    public void A_result_of_another_type_is_the_hosts_mistake()
    {
        using var running = new Running();
        running.Linker.Define("test:host/log@1.2.0", "add", (_, _) => ComponentValue.FromString("no"));
        running.Linker.Define("test:host/log@1.2.0", "write", (_, _) => null);
        var run = running.Instantiate(Greeter).GetFunction("test:guest/run@1.0.0#run");
        Assert.Throws<InvalidOperationException>(() => run.Call());
    }

    [Fact]
    public void An_instance_of_a_component_is_what_another_imports()
    {
        using var running = new Running();
        var one = running.Instantiate("""
            (component
              (core module $M (func (export "f") (result i32) (i32.const 7)))
              (core instance $m (instantiate $M))
              (func (export "f") (result u32) (canon lift (core func $m "f"))))
            """);
        running.Linker.DefineInstance("one", one);
        var other = running.Instantiate("""
            (component
              (import "one" (instance $one (export "f" (func (result u32)))))
              (export "g" (func $one "f")))
            """);
        Assert.Equal(7u, other.GetFunction("g").Call()!.Value.AsU32());
        var error = Assert.Throws<ComponentLinkException>(() => running.Instantiate("""
            (component (import "one" (instance $one (export "f" (func (result string))))))
            """));
        Assert.Contains("type mismatch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prepared_component_serves_every_store()
    {
        using var engine = new Engine();
        var linker = new ComponentLinker(engine);
        linker.Define("next", (_, arguments) => ComponentValue.FromU32(arguments[0].AsU32() + 1));
        var component = Component.FromText(engine, """
            (component
              (import "next" (func $next (param "n" u32) (result u32)))
              (core func $lowered (canon lower (func $next)))
              (core module $M
                (import "" "next" (func $next (param i32) (result i32)))
                (global $last (mut i32) (i32.const 0))
                (func (export "step") (result i32)
                  (global.set $last (call $next (global.get $last)))
                  (global.get $last)))
              (core instance $m (instantiate $M (with "" (instance (export "next" (func $lowered))))))
              (func (export "step") (result u32) (canon lift (core func $m "step"))))
            """);

        var prepared = linker.Prepare(component);
        linker.Define("later", (_, _) => null);

        Assert.Same(component, prepared.Component);
        Assert.All(Enumerable.Range(0, 3), _ =>
        {
            using var store = new Store(engine);
            var step = prepared.Instantiate(store).GetFunction("step");
            Assert.Equal([1u, 2u], [step.Call()!.Value.AsU32(), step.Call()!.Value.AsU32()]);
        });
    }

    [Fact]
    public void A_prepared_component_that_imports_an_instance_serves_its_store_only()
    {
        using var running = new Running();
        running.Linker.DefineInstance("one", running.Instantiate("(component)"));
        var prepared = running.Linker.Prepare(Component.FromText(running.Linker.Engine, """(component (import "one" (instance)))"""));
        using var other = new Store(running.Linker.Engine);
        using var engine = new Engine();
        using var foreign = new Store(engine);

        Assert.NotNull(prepared.Instantiate(running.Store));
        var error = Assert.Throws<ComponentLinkException>(() => prepared.Instantiate(other));
        Assert.Contains("belongs to another store", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => prepared.Instantiate(foreign));
        Assert.Throws<ComponentLinkException>(() => running.Linker.Prepare(
            Component.FromText(running.Linker.Engine, """(component (import "two" (func)))""")));
    }

    [Fact]
    public void Resources_of_the_host_are_lent_passed_and_dropped()
    {
        using var running = new Running();
        var dropped = new List<object>();
        var files = new HostResourceType("file", dropped.Add);
        ComponentResource? lent = null;
        running.Linker.DefineResource("test:host/files", "file", files);
        running.Linker.Define("test:host/files", "open", (_, _) => ComponentValue.FromOwn(files.Create("a file")));
        running.Linker.Define("test:host/files", "size", (_, arguments) =>
        {
            lent = arguments[0].AsResource();
            return ComponentValue.FromU32((uint)((string)lent.Value).Length);
        });
        var instance = running.Instantiate("""
            (component
              (import "test:host/files" (instance $files
                (export "file" (type $file (sub resource)))
                (export "open" (func (result (own $file))))
                (export "size" (func (param "file" (borrow $file)) (result u32)))))
              (alias export $files "file" (type $file))
              (core func $drop (canon resource.drop $file))
              (core func $open (canon lower (func $files "open")))
              (core func $size (canon lower (func $files "size")))
              (core module $M
                (import "" "open" (func $open (result i32)))
                (import "" "size" (func $size (param i32) (result i32)))
                (import "" "drop" (func $drop (param i32)))
                (func (export "run") (result i32)
                  (local $handle i32) (local $size i32)
                  (local.set $handle (call $open))
                  (local.set $size (call $size (local.get $handle)))
                  (call $drop (local.get $handle))
                  (local.get $size)))
              (core instance $m (instantiate $M (with "" (instance
                (export "open" (func $open)) (export "size" (func $size)) (export "drop" (func $drop))))))
              (func (export "run") (result u32) (canon lift (core func $m "run"))))
            """);
        Assert.Equal(6u, instance.GetFunction("run").Call()!.Value.AsU32());
        Assert.Equal(["a file"], dropped);
        Assert.False(lent!.IsValid);
        Assert.Throws<InvalidOperationException>(() => lent.Value);
    }

    [Fact]
    public void The_host_owns_lends_and_drops_resources_of_guests()
    {
        using var running = new Running();
        var instance = running.Instantiate("""
            (component
              (core module $D
                (global $dropped (mut i32) (i32.const 0))
                (func (export "drop") (param i32) (global.set $dropped (local.get 0)))
                (func (export "dropped") (result i32) (global.get $dropped)))
              (core instance $d (instantiate $D))
              (type $thing' (resource (rep i32) (dtor (core func $d "drop"))))
              (export $thing "thing" (type $thing'))
              (core func $new (canon resource.new $thing'))
              (core module $M
                (import "" "new" (func $new (param i32) (result i32)))
                (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
                (func (export "number") (param i32) (result i32) (local.get 0)))
              (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
              (func (export "make") (param "number" u32) (result (own $thing)) (canon lift (core func $m "make")))
              (func (export "number") (param "thing" (borrow $thing)) (result u32) (canon lift (core func $m "number")))
              (func (export "dropped") (result u32) (canon lift (core func $d "dropped"))))
            """);
        using var thing = instance.GetFunction("make").Call(ComponentValue.FromU32(17))!.Value.AsResource();
        var number = instance.GetFunction("number");
        Assert.Equal(17u, number.Call(ComponentValue.FromBorrow(thing))!.Value.AsU32());
        Assert.Equal(0u, instance.GetFunction("dropped").Call()!.Value.AsU32());
        thing.Dispose();
        Assert.Equal(17u, instance.GetFunction("dropped").Call()!.Value.AsU32());
        Assert.Throws<ArgumentException>(() => number.Call(ComponentValue.FromBorrow(thing)));
    }

    [Fact]
    public void A_host_function_cannot_enter_the_instance_that_calls_it()
    {
        using var running = new Running();
        ComponentInstance? instance = null;
        running.Linker.Define("test:host/log@1.2.0", "add", (_, _) => instance!.GetFunction("test:guest/run@1.0.0#run").Call());
        running.Linker.Define("test:host/log@1.2.0", "write", (_, _) => null);
        instance = running.Instantiate(Greeter);
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction("test:guest/run@1.0.0#run").Call());
        Assert.Contains("cannot enter component instance", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instances_that_multiply_are_too_many()
    {
        var text = new System.Text.StringBuilder("(component (component $c0)\n");
        for (var level = 1; level <= 30; level++)
        {
            text.Append($"""
                (component $c{level} (alias outer 1 $c{level - 1} (component $inner))
                  (instance (instantiate $inner)) (instance (instantiate $inner)))

                """);
        }

        text.Append("(instance (instantiate $c30)))");
        using var running = new Running();
        Assert.Throws<ResourceLimitException>(() => running.Instantiate(text.ToString()));
    }
}
