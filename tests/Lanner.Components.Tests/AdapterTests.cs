using Lanner.Components.CanonicalAbi;

namespace Lanner.Components.Tests;

/// <summary>Calls from component to component through emitted code: they give what plans give.</summary>
public class AdapterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Values_of_random_types_arrive_and_come_back_as_by_plans(int seed)
    {
        var random = new Random(seed);
        using var running = new Running();
        var received = new List<ComponentValue>();
        running.Linker.Define("echo", (_, arguments) =>
        {
            received.Add(arguments[0]);
            return arguments[0];
        });
        for (var round = 0; round < 40; round++)
        {
            var types = new RandomTypes(random);
            var (type, make) = types.Make(3);
            var inner = Text(type, types.Definitions);
            var outer = Text(type, types.Definitions);
            ComponentFunction[] both = [Link(inner, outer, emits: true), Link(inner, outer, emits: false)];
            for (var call = 0; call < 6; call++)
            {
                var value = make();
                foreach (var echo in both)
                {
                    var returned = echo.Call(value)!.Value;
                    Assert.True(value == received[^1] && value == returned, $"{type}: {value} became {received[^1]} and {returned}");
                }
            }
        }

        string Text(string type, string definitions) => EchoComponent.Text(
            running.Engine, definitions, type, EchoComponent.Encodings[random.Next(3)], is64: random.Next(3) == 0);

        ComponentFunction Link(string inner, string outer, bool emits)
        {
            var between = new ComponentLinker(running.Engine) { EmitsAdapters = emits };
            between.DefineFunction(null, "echo", running.Instantiate(inner).GetFunction("echo"));
            return between.Instantiate(running.Store, Component.FromText(running.Engine, outer)).GetFunction("echo");
        }
    }

    /// <summary>The bytes in both memories, the core values that are passed, and the places where one makes room are random.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_guests_give_is_checked_as_by_plans(int seed)
    {
        var random = new Random(seed);
        using var engine = new Engine();
        var (returned, trapped) = (0, 0);
        for (var round = 0; round < 80; round++)
        {
            var types = new RandomTypes(random);
            var (type, _) = types.Make(2);
            var text = HostilePair.Text(engine, types.Definitions, type, random);
            var component = Component.FromText(engine, text);
            var (byCode, memories) = HostilePair.Run(component, emits: true);
            var (byPlans, memoriesOfPlans) = HostilePair.Run(component, emits: false);
            if (byPlans?.Code == TrapCode.HostCopyTooLarge)
            {
                // Emitted code takes nothing of the host's memory.
                continue;
            }

            Assert.True(byCode is null == byPlans is null, $"{type}: {byCode?.Message ?? "returned"}, by plans {byPlans?.Message}\n{text}");
            trapped += byCode is null ? 0 : 1;
            returned += byCode is null ? 1 : 0;

            // A NaN that goes through the host loses its payload.
            if (byCode is null && !text.Contains("f32", StringComparison.Ordinal) && !text.Contains("f64", StringComparison.Ordinal))
            {
                Assert.True(memories.SequenceEqual(memoriesOfPlans), $"{type}: the memories differ\n{text}");
            }
        }

        Assert.True(returned > 5 && trapped > 5, $"{returned} returned, {trapped} trapped");
    }

    [Theory]
    [InlineData("char", "(i32.const 0xD800)", "invalid `char` bit pattern")]
    [InlineData("char", "(i32.const 0x110000)", "invalid `char` bit pattern")]
    [InlineData("(option u8)", "(i32.const 2) (i32.const 0)", "invalid variant discriminant")]
    [InlineData("(result)", "(i32.const -1)", "invalid variant discriminant")]
    [InlineData("string", "(i32.const 0xFFFFFFF0) (i32.const 1)", "string content out-of-bounds")]
    [InlineData("string", "(i32.const 65535) (i32.const 2)", "string content out-of-bounds")]
    [InlineData("string", "(i32.const 0) (i32.const 0x10000000)", "string content out-of-bounds")]
    [InlineData("string", "(i32.const 256) (i32.const 2)", "invalid utf-8")]
    [InlineData("(list u64)", "(i32.const 4) (i32.const 1)", "unaligned pointer")]
    [InlineData("(list u64)", "(i32.const 65536) (i32.const 1)", "list content out-of-bounds")]
    [InlineData("(list u64)", "(i32.const 0) (i32.const 0x20000000)", "list content out-of-bounds")]
    [InlineData("(list bool)", "(i32.const 65535) (i32.const 2)", "list content out-of-bounds")]
    [InlineData("(list (option u8))", "(i32.const 256) (i32.const 1)", "invalid variant discriminant")]
    [InlineData("(list char)", "(i32.const 256) (i32.const 1)", "invalid `char` bit pattern")]
    public void Mistakes_have_the_same_words_as_by_plans(string type, string arguments, string expected)
    {
        foreach (var emits in new[] { true, false })
        {
            using var running = new Running();
            var trap = Assert.Throws<TrapException>(() => Give(running, emits, type, arguments, "utf8", "utf8", "(i32.const 1024)"));
            Assert.Contains(expected, trap.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("(i32.const 65536)", "realloc return: beyond end of memory")]
    [InlineData("(i32.const -1)", "realloc return: ")]
    [InlineData("(i32.sub (i32.const 65538) (local.get 3))", "realloc return: beyond end of memory")]
    [InlineData("(i32.add (local.get 2) (i32.const -1))", "unaligned pointer: realloc return: result not aligned")]
    [InlineData("(i32.const 0x7FFFFFF0)", "realloc return: beyond end of memory")]
    public void Not_one_byte_is_written_where_room_is_not_within_the_memory(string room, string expected)
    {
        var isUnaligned = expected.Contains("aligned", StringComparison.Ordinal);
        string[] types = isUnaligned ? ["(list u16)"] : ["string", "(list u16)", "(list bool)", "(list (option u8))"];
        foreach (var type in types)
        {
            foreach (var (from, to) in EchoComponent.Encodings.SelectMany(_ => EchoComponent.Encodings, (one, other) => (one, other)))
            {
                using var running = new Running();
                var trap = Assert.Throws<TrapException>(
                    () => Give(running, emits: true, type, "(i32.const 0) (i32.const 8)", from, to, room));
                Assert.Contains(expected, trap.Message, StringComparison.Ordinal);
                Assert.Equal(-1, HostilePair.MemoriesOf(running.Store)[0].AsSpan().IndexOfAnyExcept((byte)0));
            }
        }
    }

    [Theory]
    [InlineData("utf8", "utf16", 16)]
    [InlineData("utf16", "utf8", 8)]
    [InlineData("utf8", "utf8", 8)]
    public void Room_may_end_with_the_memory(string from, string to, int bytes)
    {
        using var running = new Running();
        Give(running, emits: true, "string", "(i32.const 0) (i32.const 8)", from, to, "(i32.sub (i32.const 65536) (local.get 3))");
        var memory = HostilePair.MemoriesOf(running.Store)[0];
        Assert.Equal(65536 - bytes, memory.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("(param \"a\" u32) (param \"b\" f64) (result u64)", "(param i32 f64) (result i64)", "(i32.const 1) (f64.const 2)", "drop")]
    [InlineData("(param \"a\" (tuple u8 (option u64)))", "(param i32 i32 i64)", "(i32.const 1) (i32.const 1) (i64.const 3)", "nop")]
    [InlineData("(param \"a\" string)", "(param i32 i32)", "(i32.const 0) (i32.const 8)", "nop")]
    [InlineData("(param \"a\" (list u32))", "(param i32 i32)", "(i32.const 0) (i32.const 8)", "nop")]
    [InlineData("(param \"a\" (list (tuple bool u64)))", "(param i32 i32)", "(i32.const 0) (i32.const 8)", "nop")]
    [InlineData("(param \"a\" (list string))", "(param i32 i32)", "(i32.const 64) (i32.const 8)", "nop")]
    public void Calls_make_no_objects(string type, string coreType, string arguments, string end)
    {
        using var running = new Running();
        var loop = running.Instantiate(Callers.Loop(type, coreType, arguments, end)).GetFunction("loop");
        Assert.Equal(0, Patience.FewestBytesAllocated(() => loop.Call(ComponentValue.FromU32(100))));
    }

    [Fact]
    public void Calls_that_pass_and_lend_handles_make_no_objects()
    {
        using var running = new Running();
        var loop = running.Instantiate(Callers.Resources).GetFunction("loop");
        Assert.Equal(0, Patience.FewestBytesAllocated(() => loop.Call(ComponentValue.FromU32(100))));
    }

    [Fact]
    public void Code_goes_with_the_components()
    {
        using var engine = new Engine();
        var component = Use(engine);
        Assert.True(Patience.UntilCollected(() => !component.IsAlive));

        static WeakReference Use(Engine engine)
        {
            var text = Callers.Loop("(param \"a\" u32)", "(param i32)", "(i32.const 1)", "nop");
            var component = Component.FromText(engine, text);
            using var store = new Store(engine);
            var instance = new ComponentLinker(engine).Instantiate(store, component);
            instance.GetFunction("loop").Call(ComponentValue.FromU32(3));
            return new WeakReference(component);
        }
    }

    [Fact]
    public void Types_too_large_for_code_go_by_plans()
    {
        const int count = 2000;
        using var running = new Running();
        running.Linker.Define("echo", (_, arguments) => arguments[0]);
        var cases = string.Join(' ', Enumerable.Range(0, count).Select(index => $"(case \"c{index}\" u32)"));
        var definitions = $"(type $t' (variant {cases})) (import \"t\" (type $t (eq $t')))";
        var text = EchoComponent.Text(running.Engine, definitions, "$t", "utf8");
        var between = new ComponentLinker(running.Engine);
        between.DefineFunction(null, "echo", running.Instantiate(text).GetFunction("echo"));
        var echo = between.Instantiate(running.Store, Component.FromText(running.Engine, text)).GetFunction("echo");
        var value = ComponentValue.FromVariant($"c{count - 1}", ComponentValue.FromU32(7));
        Assert.Equal(value, echo.Call(value));
    }

    [Fact]
    public void Code_for_the_calls_of_a_component_has_a_budget_that_comes_back()
    {
        var budget = AdapterBudget.ForSize(0);
        var parts = 0;
        while (budget.TryTake(1000))
        {
            parts++;
        }

        Assert.Equal(20, parts);
        budget.Return(1000);
        Assert.True(budget.TryTake(1000));
        Assert.False(budget.TryTake(1));
    }

    [Fact]
    public void An_exception_of_a_guest_is_a_trap_to_its_caller()
    {
        using var running = new Running();
        var instance = running.Instantiate("""
            (component
              (component $Inner
                (core module $M (tag $t) (func (export "f") (throw $t)))
                (core instance $m (instantiate $M))
                (func (export "f") (canon lift (core func $m "f"))))
              (component $Outer
                (import "f" (func $inner))
                (core func $f (canon lower (func $inner)))
                (core module $N
                  (import "" "f" (func $f))
                  (func (export "f") (block $caught (try_table (catch_all $caught) (call $f)))))
                (core instance $n (instantiate $N (with "" (instance (export "f" (func $f))))))
                (func (export "f") (canon lift (core func $n "f"))))
              (instance $inner (instantiate $Inner))
              (instance $outer (instantiate $Outer (with "f" (func $inner "f"))))
              (func (export "f") (alias export $outer "f")))
            """);
        var trap = Assert.Throws<TrapException>(() => instance.GetFunction("f").Call());
        Assert.Contains("uncaught exception", trap.Message, StringComparison.Ordinal);
    }

    /// <summary>Has a guest give a value to another, whose memory is all zero and which makes room as is said.</summary>
    private static void Give(Running running, bool emits, string type, string arguments, string from, string to, string room)
    {
        var component = Component.FromText(running.Engine, $$"""
            (component
              (component $Inner
                (core module $M
                  (memory (export "mem") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) {{room}})
                  (func (export "f") (param {{(type is "char" or "(result)" ? "i32" : "i32 i32")}})))
                (core instance $m (instantiate $M))
                (func (export "f") (param "value" {{type}})
                  (canon lift (core func $m "f") string-encoding={{to}}
                    (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
              (component $Outer
                (import "f" (func $inner (param "value" {{type}})))
                (core module $Data
                  (memory (export "mem") 1)
                  (data (i32.const 0) "\01\00\01\00\01\00\01\00\01\00\01\00\01\00\01\00")
                  (data (i32.const 256) "\ff\ff\ff\ff"))
                (core instance $data (instantiate $Data))
                (core func $f (canon lower (func $inner) string-encoding={{from}} (memory (core memory $data "mem"))))
                (core module $N
                  (import "" "f" (func $f (param {{(type is "char" or "(result)" ? "i32" : "i32 i32")}})))
                  (func (export "f") (call $f {{arguments}})))
                (core instance $n (instantiate $N (with "" (instance (export "f" (func $f))))))
                (func (export "f") (canon lift (core func $n "f"))))
              (instance $inner (instantiate $Inner))
              (instance $outer (instantiate $Outer (with "f" (func $inner "f"))))
              (func (export "f") (alias export $outer "f")))
            """);
        new ComponentLinker(running.Engine) { EmitsAdapters = emits }.Instantiate(running.Store, component).GetFunction("f").Call();
    }
}
