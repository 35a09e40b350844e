using System.Text;

namespace Lanner.Tests.Hostile;

/// <summary>Guests that use up the stack, on every kind of thread and on every way: always a trap, never the end of the process.</summary>
public sealed class StackTests
{
    private const string Program = """
        (module
          (import "env" "bounce" (func $bounce (param i32) (result i32)))
          (table $t 2 funcref)
          (elem (i32.const 0) $even $odd)
          (type $f (func (param i32) (result i32)))
          (func $plain (export "plain") (param i32) (result i32) (i32.add (i32.const 1) (call $plain (local.get 0))))
          (func $even (export "mutual") (type $f) (i32.add (i32.const 1) (call_indirect (type $f) (local.get 0) (i32.const 1))))
          (func $odd (type $f) (i32.add (i32.const 1) (call_indirect (type $f) (local.get 0) (i32.const 0))))
          (func $host (export "host") (param i32) (result i32) (i32.add (i32.const 1) (call $bounce (local.get 0))))
        """;

    private static readonly string[] Functions = ["plain", "mutual", "host", "big", "huge", "many parameters", "leaf"];

    private static readonly Engine SharedEngine = new();

    /// <summary>Compiled once: its largest function takes seconds.</summary>
    private static readonly Lazy<Module> SharedModule = new(() => Module.FromText(SharedEngine, MakeProgram()));

    public static TheoryData<string, int> Ways
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var function in Functions)
            {
                // A thread pool's thread, then threads with stacks from what .NET gives at least on some systems to more than a process's
                // main thread has.
                foreach (var kib in new[] { 0, 256, 1024, 1536, 16384 })
                {
                    data.Add(function, kib);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Recursion_ends_with_a_trap(string function, int kib)
    {
        Func<int, int>? call = null;
        using var store = new Store(SharedEngine);
        call = Instantiate(store, value => call!(value)).GetFunction<Func<int, int>>(function);
        void Exhaust()
        {
            // More than once: what the first leaves behind must not be missing afterwards.
            for (var round = 0; round < 3; round++)
            {
                Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => call(round)).Code);
            }
        }

        if (kib == 0)
        {
            await Task.Run(Exhaust, TestContext.Current.CancellationToken);
        }
        else
        {
            OnThread(Exhaust, kib << 10);
        }
    }

    [Fact]
    public void The_text_of_a_trap_in_great_depth_is_short()
    {
        using var store = new Store(SharedEngine);
        var plain = Instantiate(store, value => value).GetFunction<Func<int, int>>("plain");
        OnThread(
            () =>
            {
                var trap = Assert.Throws<TrapException>(() => plain(0));
                Assert.InRange(trap.ToString().Length, 1, 100_000);
                Assert.Contains(" characters …", trap.StackTrace, StringComparison.Ordinal);
            },
            4 << 20);
    }

    [Fact]
    public void The_stack_is_exhausted_inside_handlers_of_the_host_too()
    {
        using var store = new Store(SharedEngine);
        var plain = Instantiate(store, value => value).GetFunction<Func<int, int>>("plain");
        void Nested(int depth)
        {
            try
            {
                plain(0);
            }
            catch (TrapException) when (Filter())
            {
                // The stack of the trap is still there while the handler runs, in CLRs of old at least.
                if (depth < 5)
                {
                    Nested(depth + 1);
                }
            }

            bool Filter()
            {
                Assert.Throws<TrapException>(() => plain(1));
                return true;
            }
        }

        OnThread(() => Nested(0), 1 << 20);
    }

    [Fact]
    public void What_is_left_of_a_thread_when_the_guest_begins_does_not_matter()
    {
        using var store = new Store(SharedEngine);
        var huge = Instantiate(store, value => value).GetFunction<Func<int, int>>("huge");
        var traps = 0;

        // The host itself goes deeper and deeper before it calls.
        void Deeper(int depth)
        {
            Span<byte> space = stackalloc byte[8 << 10];
            space.Fill((byte)depth);
            if (System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                if (depth % 8 == 0)
                {
                    Assert.Throws<TrapException>(() => huge(0));
                    traps++;
                }

                Deeper(depth + 1);
            }
        }

        OnThread(() => Deeper(0), 1 << 20);
        Assert.True(traps > 8);
    }

    /// <summary>An expression that adds sixty thousand values is evaluated on a stack of its own, not on the thread's.</summary>
    [Fact]
    public void Large_constant_expressions_take_no_stack()
    {
        using var engine = new Engine();
        var sum =
            $"{string.Concat(Enumerable.Repeat("(global.get $one) ", 60_000))} {string.Concat(Enumerable.Repeat("i32.add ", 59_999))}";
        using var globals = Module.FromText(engine, $"(module (global $one i32 (i32.const 1)) (global (export \"g\") i32 {sum}))");
        using var segments = Module.FromText(
            engine, $"(module (global $one i32 (i32.const 1)) (memory (export \"m\") 1) (data (offset {sum}) \"x\"))");
        OnThread(
            () =>
            {
                using var store = new Store(engine, new StoreLimits { StackBytes = 128 << 10 });
                var linker = new Linker(engine);
                Assert.Equal(60_000, linker.Instantiate(store, globals).GetGlobal("g").Value.AsInt32());
                Assert.Equal((byte)'x', linker.Instantiate(store, segments).GetMemory("m").Read<byte>(60_000));
            },
            256 << 10);
    }

    private static Instance Instantiate(Store store, Func<int, int> bounce)
    {
        var linker = new Linker(SharedEngine);
        linker.Define("env", "bounce", bounce);
        return linker.Instantiate(store, SharedModule.Value);
    }

    private static string MakeProgram()
    {
        var text = new StringBuilder(Program);
        text.Append(MakeRecursive("big", 500, "i64"));
        text.Append(MakeRecursive("huge", 40_000, "i64"));

        // All on the stack of the caller.
        var parameters = string.Concat(Enumerable.Repeat(" i64", 999));
        var arguments = string.Concat(Enumerable.Repeat(" (i64.const 1)", 999));
        text.Append($"(func $many (param i32{parameters}) (result i32) (i32.add (i32.const 1) (call $many (local.get 0){arguments})))\n");
        text.Append($"(func (export \"many parameters\") (param i32) (result i32) (call $many (local.get 0){arguments}))\n");

        // Calls nothing that checks, at the end of a recursion that does.
        text.Append(MakeFrame("leaf", 3000, "i64", call: "$leaf-end"));
        text.Append(MakeFrame("leaf-end", 3000, "i64", call: null));
        return text.Append(')').ToString();
    }

    private static string MakeRecursive(string name, int locals, string type) => MakeFrame(name, locals, type, $"${name}");

    /// <summary>A function whose locals are all live across a call.</summary>
    private static string MakeFrame(string name, int locals, string type, string? call)
    {
        var body = new StringBuilder();
        for (var index = 1; index <= locals; index++)
        {
            body.Append($"(local.set {index} ({type}.extend_i32_u (i32.add (local.get 0) (i32.const {index}))))");
        }

        body.Append(call is null ? "" : $"(local.set 0 (call {call} (local.get 0)))");
        if (name == "leaf")
        {
            body.Append("(local.set 0 (call $leaf (local.get 0)))");
        }

        body.Append($"({type}.const 0)");
        for (var index = 1; index <= locals; index++)
        {
            body.Append($"(local.get {index}) {type}.add ");
        }

        var declarations = string.Concat(Enumerable.Repeat($" {type}", locals));
        var export = name == "leaf-end" ? "" : $"(export \"{name}\")";
        return $"(func ${name} {export} (param i32) (result i32) (local{declarations}) {body} i32.wrap_i64)\n";
    }

    internal static void OnThread(Action action, int stackSize)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            stackSize);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
