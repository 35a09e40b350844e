using System.Runtime.Intrinsics;

namespace Lanner.Tests.Api;

/// <summary>Calls from guests of functions of the host.</summary>
public sealed class HostFunctionTests
{
    private static readonly StoreKey<string> Key = new("data");

    private delegate int Custom(Caller caller, int value);

    private delegate int Many(Caller caller, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, long l);

    [Fact]
    public void Every_kind_of_value_goes_out_and_comes_back()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "i32" (func $i32 (param i32) (result i32)))
              (import "env" "u64" (func $u64 (param i64) (result i64)))
              (import "env" "f32" (func $f32 (param f32) (result f32)))
              (import "env" "f64" (func $f64 (param f64) (result f64)))
              (import "env" "v128" (func $v128 (param v128) (result v128)))
              (import "env" "object" (func $object (param externref) (result externref)))
              (import "env" "function" (func $function (param funcref) (result funcref)))
              (func (export "i32") (param i32) (result i32) local.get 0 call $i32)
              (func (export "u64") (param i64) (result i64) local.get 0 call $u64)
              (func (export "f32") (param f32) (result f32) local.get 0 call $f32)
              (func (export "f64") (param f64) (result f64) local.get 0 call $f64)
              (func (export "v128") (param v128) (result v128) local.get 0 call $v128)
              (func (export "object") (param externref) (result externref) local.get 0 call $object)
              (func (export "function") (param funcref) (result funcref) local.get 0 call $function))
            """,
            linker =>
            {
                linker.Define("env", "i32", (int value) => value + 1);
                linker.Define("env", "u64", (ulong value) => value / 2);
                linker.Define("env", "f32", (Caller _, float value) => value * 2);
                linker.Define("env", "f64", (double value) => value * 2);
                linker.Define("env", "v128", (Vector128<int> value) => value + Vector128<int>.One);
                linker.Define("env", "object", (object? value) => (object?)$"<{value}>");
                linker.Define("env", "function", (Caller _, Function? value) => value);
            });
        Assert.Equal(6, guest.Get<Func<int, int>>("i32")(5));
        Assert.Equal(ulong.MaxValue / 2, guest.Get<Func<ulong, ulong>>("u64")(ulong.MaxValue));
        Assert.Equal(3f, guest.Get<Func<float, float>>("f32")(1.5f));
        Assert.Equal(3.0, guest.Get<Func<double, double>>("f64")(1.5));
        Assert.Equal(Vector128.Create(2, 3, 4, 5), guest.Get<Func<Vector128<int>, Vector128<int>>>("v128")(Vector128.Create(1, 2, 3, 4)));
        Assert.Equal("<text>", guest.Get<Func<object, object>>("object")("text"));
        var function = guest.Instance.GetFunction("i32");
        Assert.Same(function, guest.Get<Func<Function, Function>>("function")(function));
        Assert.Null(guest.Get<Func<Function?, Function?>>("function")(null));
    }

    [Fact]
    public void Tuples_are_several_results()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "two" (func $two (result i32 i64)))
              (import "env" "nine" (func $nine (param i32) (result i32 i32 i32 i32 i32 i32 i32 i64 externref)))
              (func (export "two") (result i32 i64) call $two)
              (func (export "nine") (param i32) (result i32 i32 i32 i32 i32 i32 i32 i64 externref) local.get 0 call $nine))
            """,
            linker =>
            {
                linker.Define("env", "two", () => (1, 2L));
                linker.Define("env", "nine", (Caller _, int first) => (first, 2, 3, 4, 5, 6, 7, 8L, (object?)"nine"));
            });
        Assert.Equal((1, 2L), guest.Get<Func<(int, long)>>("two")());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8L, Value.FromReference("nine")], guest.Invoke("nine", 1));
    }

    [Fact]
    public void Tuples_of_any_length_come_back_from_delegates()
    {
        const string types = "i32 i64 f32 f64 v128 externref funcref i32 i64 f32 f64 v128 externref funcref i32";
        using var guest = new Guest(
            $"""
            (module
              (type $t (func (param i32) (result {types})))
              (import "env" "fifteen" (func $fifteen (type $t)))
              (import "env" "five" (func $five (result i32 i32 externref i32 i32)))
              (func (export "five") (result i32 i32 externref i32 i32) call $five)
              (func (export "fifteen") (type $t) (return_call $fifteen (local.get 0))))
            """,
            linker =>
            {
                linker.Define("env", "five", () => (1, 2u, (object?)"three", 4, 5));
                linker.Define("env", "fifteen", (Caller _, int a) => (
                    a, 2L, 3f, 4d, Vector128.Create(5), (object?)"six", (Function?)null, 8, 9L, 10f, 11d, Vector128.Create(12L),
                    (object?)"thirteen", (Function?)null, 15));
            });
        var five = guest.Get<Func<(int, int, object?, int, int)>>("five");
        var fifteen =
            guest.Get<Func<int, (int, long, float, double, Vector128<int>, object?, Function?, int, long, float, double, Vector128<long>,
                object?, Function?, int)>>(
                "fifteen");
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal((1, 2, "three", 4, 5), five());
            var expected = (round, 2L, 3f, 4d, Vector128.Create(5), (object?)"six", (Function?)null, 8, 9L, 10f, 11d, Vector128.Create(12L),
                (object?)"thirteen", (Function?)null, 15);
            Assert.Equal(expected, fifteen(round));
            GC.Collect();
        }
    }

    [Fact]
    public void One_of_many_results_of_the_wrong_type_is_refused()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "typed" (func $typed (result i32 i32 i32 i32 funcref)))
              (import "env" "values" (func $values (result i32 i32 i32 i32 funcref)))
              (func (export "typed") call $typed drop drop drop drop drop)
              (func (export "values") call $values drop drop drop drop drop))
            """,
            linker =>
            {
                linker.Define("env", "typed", () => (1, 2, 3, 4, (object)"text"));
                var type = FunctionType.Create(
                    [], [WasmValueType.I32, WasmValueType.I32, WasmValueType.I32, WasmValueType.I32, WasmValueType.FuncRef]);
                linker.Define("env", "values", type, (_, _, results) => results[4] = Value.FromReference("text"));
            });
        foreach (var name in new[] { "typed", "values" })
        {
            Assert.StartsWith(
                "A host function has returned something", Assert.Throws<InvalidOperationException>(guest.Get<Action>(name)).Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>A function that is called while another call of it gathers its results has results of its own.</summary>
    [Fact]
    public void Results_in_flight_survive_calls_of_the_same_function()
    {
        Func<int, (int, int, int, int, int, object?)>? again = null;
        using var guest = new Guest(
            """
            (module
              (import "env" "host" (func $host (param i32) (result i32)))
              (func $f (export "f") (param i32) (result i32 i32 i32 i32 i32 externref)
                (local.get 0) (call $host (local.get 0)) (i32.const 3) (call $host (local.get 0)) (i32.const 5) (ref.null extern)))
            """,
            linker => linker.Define("env", "host", (int depth) =>
            {
                if (depth == 0)
                {
                    return 0;
                }

                var (a, b, c, d, e, _) = again!(depth - 1);
                return a + b + c + d + e;
            }));
        again = guest.Get<Func<int, (int, int, int, int, int, object?)>>("f");
        Assert.Equal((0, 0, 3, 0, 5, null), again(0));
        Assert.Equal((1, 8, 3, 8, 5, null), again(1));
        Assert.Equal((2, 25, 3, 25, 5, null), again(2));
    }

    [Fact]
    public void Delegates_of_any_type_and_length_will_do()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "custom" (func $custom (param i32) (result i32)))
              (import "env" "many" (func $many (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)))
              (func (export "custom") (param i32) (result i32) local.get 0 call $custom)
              (func (export "many") (result i32)
                i32.const 1 i32.const 2 i32.const 3 i32.const 4 i32.const 5 i32.const 6 i32.const 7 i32.const 8
                i32.const 9 i32.const 10 i32.const 11 i64.const 12
                call $many))
            """,
            linker =>
            {
                linker.Define("env", "custom", new Custom((caller, value) => caller.Instance.Exports.Count + value));
                linker.Define(
                    "env", "many",
                    new Many((caller, a, b, c, d, e, f, g, h, i, j, k, l) =>
                        caller.Instance.Exports.Count * (a + b + c + d + e + f + g + h + i + j + k + (int)l)));
            });
        Assert.Equal(7, guest.Get<Func<int, int>>("custom")(5));
        Assert.Equal(156, guest.Get<Func<int>>("many")());
    }

    [Fact]
    public void A_callback_handles_any_type()
    {
        Value[] seen = [];
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (param i32 f64 externref v128) (result i64 externref f32)))
              (func (export "f") (param i32 f64 externref v128)
                (result i64 externref f32) local.get 0 local.get 1 local.get 2 local.get 3 call $f))
            """,
            linker => linker.Define(
                "env",
                "f",
                FunctionType.Create(
                    [WasmValueType.I32, WasmValueType.F64, WasmValueType.ExternRef, WasmValueType.V128],
                    [WasmValueType.I64, WasmValueType.ExternRef, WasmValueType.F32]),
                (caller, arguments, results) =>
                {
                    seen = arguments.ToArray();
                    Assert.Equal([0L, Value.Null, 0f], results.ToArray());
                    results[0] = arguments[0].AsInt32() + 1L;
                    results[1] = arguments[2];
                }));
        Value[] sent = [1, 2.5, Value.FromReference("text"), Vector128<byte>.AllBitsSet];
        Assert.Equal([2L, Value.FromReference("text"), 0f], guest.Invoke("f", sent));
        Assert.Equal(sent, seen);
    }

    [Fact]
    public void Results_of_the_wrong_type_are_refused()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (result (ref func))))
              (import "env" "g" (func $g (result i32 funcref)))
              (import "env" "h" (func $h (result i32)))
              (func (export "f") call $f drop)
              (func (export "g") call $g drop drop)
              (func (export "h") call $h drop))
            """,
            linker =>
            {
                linker.Define("env", "f", () => (Function?)null);
                linker.Define("env", "g", () => (1, (object)"text"));
                linker.Define("env", "h", FunctionType.Create([], [WasmValueType.I32]), (_, _, results) => results[0] = 1L);
            });
        foreach (var name in new[] { "f", "g", "h" })
        {
            Assert.StartsWith(
                "A host function has returned something", Assert.Throws<InvalidOperationException>(guest.Get<Action>(name)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Exceptions_of_the_host_reach_the_embedder_as_they_are()
    {
        Exception? thrown = null;
        using var guest = new Guest(
            """
            (module
              (import "env" "throw" (func $throw))
              (func $inner call $throw)
              (func (export "run") call $inner))
            """,
            linker => linker.Define("env", "throw", new Action(() => throw thrown!)));
        var run = guest.Get<Action>("run");
        foreach (var exception in new Exception[]
            {
                new NullReferenceException(), new DivideByZeroException(), new OverflowException(), new IndexOutOfRangeException(),
                new InsufficientExecutionStackException(), new OutOfMemoryException(), new InvalidOperationException(),
            })
        {
            thrown = exception;
            Assert.Same(exception, Assert.Throws(exception.GetType(), run));
            Assert.Same(exception, Assert.Throws(exception.GetType(), () => guest.Invoke("run")));
        }
    }

    [Fact]
    public void A_fault_in_the_host_is_not_a_trap()
    {
        using var guest = new Guest(
            """
            (module (import "env" "f" (func $f (param externref) (result i32))) (func (export "run") (result i32) ref.null extern call $f))
            """,
            linker => linker.Define("env", "f", (object text) => text.GetHashCode()));
        Assert.Throws<NullReferenceException>(() => guest.Get<Func<int>>("run")());
    }

    [Fact]
    public void The_caller_knows_its_instance()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (result i32)))
              (memory (export "memory") 1)
              (global (export "answer") i32 (i32.const 42))
              (func (export "half") (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))
              (func (export "run") (result i32) call $f))
            """,
            linker => linker.Define("env", "f", (Caller caller) =>
            {
                Assert.Equal("data", caller.Store.Get(Key));
                Assert.Same(caller.Memory, caller.Instance.GetMemory("memory"));
                Assert.Null(caller.GetExport("nothing"));
                var answer = ((Global)caller.GetExport("answer")!).Value.AsInt32();
                return caller.GetFunction<Func<int, int>>("half")(answer);
            }));
        guest.Store.Set(Key, "data");
        Assert.Equal(21, guest.Get<Func<int>>("run")());
    }

    [Fact]
    public void A_caller_without_memory_says_so()
    {
        using var guest = new Guest(
            """(module (import "env" "f" (func $f)) (func (export "run") call $f))""",
            linker => linker.Define("env", "f", (Caller caller) => { _ = caller.Memory; }));
        Assert.Contains(
            "exports no memory", Assert.Throws<InvalidOperationException>(guest.Get<Action>("run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_the_host_goes_into_tables_and_is_called_from_there()
    {
        using var guest = new Guest("""
            (module
              (type $f (func (param i32) (result i32)))
              (table (export "table") 4 funcref)
              (func (export "call") (param i32 i32) (result i32) (call_indirect (type $f) (local.get 1) (local.get 0))))
            """);
        var table = guest.Instance.GetTable("table");
        table[1] = Function.FromDelegate(guest.Store, (int value) => value * 3);
        table[2] = Function.FromDelegate(guest.Store, (long value) => value);
        var call = guest.Get<Func<int, int, int>>("call");
        Assert.Equal(15, call(1, 5));
        Assert.Equal(TrapCode.IndirectCallTypeMismatch, Assert.Throws<TrapException>(() => call(2, 5)).Code);
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => call(0, 5)).Code);
        Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => call(4, 5)).Code);
    }

    [Fact]
    public void A_function_made_for_a_store_learns_who_imports_it()
    {
        using var guest = new Guest("(module)");
        var function = Function.FromDelegate(guest.Store, (Caller caller) => caller.Instance.Exports.Count);
        Assert.Throws<InvalidOperationException>(() => function.ToDelegate<Func<int>>()());
        guest.Linker.Define("env", "f", function);
        using var module = Module.FromText(
            guest.Engine, """(module (import "env" "f" (func $f (result i32))) (func (export "run") (result i32) call $f))""");
        Assert.Equal(1, guest.Linker.Instantiate(guest.Store, module).GetFunction<Func<int>>("run")());
    }

    [Fact]
    public void The_type_of_a_function_follows_from_the_delegate()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        Assert.Equal("(func (param i32 i64 f32 f64 v128 externref funcref) (result i64 i32))", Function.FromDelegate(
            store, (Caller _, uint a, long b, float c, double d, Vector128<byte> e, object f, Function g) => (1L, 2)).Type.ToString());
        Assert.Equal("(func)", Function.FromDelegate(store, () => { }).Type.ToString());
    }
}
