namespace Lanner.Tests.Api;

/// <summary>Host functions that return tasks, and guests that wait for them.</summary>
public sealed class AsyncHostFunctionTests
{
    private const string Text = """
        (module
          (import "env" "f" (func $f (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "run") (param i32) (result i32) (call $f (local.get 0)))
          (func (export "double") (param i32) (result i32) (i32.mul (i32.const 2) (local.get 0))))
        """;

    private const string Nothing = """
        (module (import "env" "f" (func $f)) (func (export "run") (call $f)))
        """;

    private delegate Task<int> OwnDelegate(int number);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Delegate> Functions { get; } = new(
        (Delegate)(async (int number) => await Later(number + 1)),
        async (Caller caller, int number) => await Later(number + 1),
        async (int number, CancellationToken _) => await Later(number + 1),
        async (Caller caller, int number, CancellationToken cancellation) => await Later(number + 1),
        (int number) => Task.FromResult(number + 1),
        (int number) => ValueTask.FromResult(number + 1),
        (int number) => new ValueTask<int>(Later(number + 1)),
        (uint number) => Task.FromResult(number + 1),
        (OwnDelegate)(number => Later(number + 1)));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_guest_gets_the_result_of_the_task(Delegate function)
    {
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", function));

        Assert.Equal(42, guest.Get<Func<int, int>>("run")(41));
    }

    public static TheoryData<Func<Func<Task>, Delegate>> FunctionsWithoutResult { get; } = new(
        body => () => body(),
        body => (Caller _) => body(),
        body => (CancellationToken _) => body(),
        body => () => new ValueTask(body()),
        body => (Caller _, CancellationToken _) => new ValueTask(body()));

    [Theory]
    [MemberData(nameof(FunctionsWithoutResult))]
    public void A_guest_goes_on_when_a_task_without_result_has_ended(Func<Func<Task>, Delegate> function)
    {
        var hasEnded = false;
        using var guest = new Guest(Nothing, linker => linker.DefineAsync("env", "f", function(async () =>
        {
            await Task.Delay(1, Token);
            hasEnded = true;
        })));

        guest.Get<Action>("run")();

        Assert.True(hasEnded);
    }

    [Fact]
    public void A_tuple_is_several_results()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (param i32 i64) (result i64 i32)))
              (func (export "run") (param i32 i64) (result i64 i32) (call $f (local.get 0) (local.get 1))))
            """,
            linker => linker.DefineAsync("env", "f", async (int first, long second) =>
            {
                await Task.Yield();
                return (second, first);
            }));

        Assert.Equal((2L, 1), guest.Get<Func<int, long, (long, int)>>("run")(1, 2));
    }

    [Fact]
    public void References_go_through_and_are_those_of_the_guest()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (param externref) (result externref)))
              (func (export "run") (param externref) (result externref) (call $f (local.get 0))))
            """,
            linker => linker.DefineAsync("env", "f", async (object? reference) =>
            {
                await Task.Yield();
                return reference;
            }));
        var thing = new object();

        Assert.Same(thing, guest.Get<Func<object?, object?>>("run")(thing));
    }

    /// <summary>The way of long signatures, and of programs without a JIT.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_parameters_than_there_are_classes_for_go_by_reflection(bool isValueTask)
    {
        var parameters = string.Concat(Enumerable.Repeat(" i32", 11));
        var arguments = string.Concat(Enumerable.Range(0, 11).Select(index => $"(local.get {index})"));
        Delegate sum = isValueTask
            ? (Caller c, int a, int b, int d, int e, int f, int g, int h, int i, int j, int k, int l, CancellationToken _) =>
                new ValueTask<long>(Later<long>(a + b + d + e + f + g + h + i + j + k + l))
            : (Caller c, int a, int b, int d, int e, int f, int g, int h, int i, int j, int k, int l, CancellationToken _) =>
                Later<long>(a + b + d + e + f + g + h + i + j + k + l);
        using var guest = new Guest(
            $"""
            (module
              (import "env" "f" (func $f (param{parameters}) (result i64)))
              (func (export "run") (param{parameters}) (result i64) (call $f {arguments})))
            """,
            linker => linker.DefineAsync("env", "f", sum));

        var result = guest.Invoke("run", [.. Enumerable.Range(1, 11).Select(number => (Value)number)]);

        Assert.Equal(66L, result[0].AsInt64());
    }

    [Fact]
    public void What_comes_after_an_await_runs_on_the_thread_of_the_guest_with_its_memory_and_functions()
    {
        var threads = new HashSet<int>();
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (Caller caller, int number) =>
        {
            for (var round = 0; round < 3; round++)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await Later(0);
                caller.Memory.Write(round, (byte)(number + round));
                number = caller.GetFunction<Func<int, int>>("double")(number);
            }

            threads.Add(Environment.CurrentManagedThreadId);
            return number;
        }));

        Assert.Equal(40, guest.Get<Func<int, int>>("run")(5));
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Equal([5, 11, 22], guest.Instance.FindMemory("memory")!.GetSpan(0, 3).ToArray());
    }

    [Fact]
    public void A_function_may_go_on_elsewhere_and_the_guest_goes_on_on_its_thread()
    {
        var thread = 0;
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (int number) =>
        {
            await Later(0).ConfigureAwait(false);
            thread = Environment.CurrentManagedThreadId;
            return number;
        }));

        Assert.Equal(3, guest.Get<Func<int, int>>("run")(3));
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void A_task_that_has_ended_is_not_waited_for_and_nothing_is_allocated()
    {
        using var guest = new Guest(
            Text, linker => linker.DefineAsync("env", "f", (Caller _, int number, CancellationToken _) => ValueTask.FromResult(number)),
            new EngineOptions { Interruptible = true });
        var run = guest.Get<Func<int, int>>("run");

        Assert.Equal(0, Patience.FewestBytesAllocated(() =>
        {
            for (var number = 0; number < 1000; number++)
            {
                run(number);
            }
        }));
    }

    [Fact]
    public void Calls_within_calls_wait_each_for_its_own()
    {
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (Caller caller, int number) =>
        {
            await Task.Yield();
            var inner = number == 0 ? 0 : caller.GetFunction<Func<int, int>>("run")(number - 1);
            await Later(0);
            return inner + 1;
        }));

        Assert.Equal(6, guest.Get<Func<int, int>>("run")(5));
    }

    /// <summary>The inner wait runs what the outer function does beside it.</summary>
    [Fact]
    public void An_inner_call_may_wait_for_what_the_outer_function_does_beside_it()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (Caller caller, int number) =>
        {
            if (number == 0)
            {
                return await gate.Task;
            }

            var beside = OpenGate();
            await Task.Yield();
            return caller.GetFunction<Func<int, int>>("run")(0) + await beside;
        }));

        Assert.Equal(8, guest.Get<Func<int, int>>("run")(1));

        async Task<int> OpenGate()
        {
            await Task.Delay(20, Token);
            gate.SetResult(5);
            return 3;
        }
    }

    [Fact]
    public void Async_locals_flow_into_the_function_and_not_out_of_it()
    {
        var local = new AsyncLocal<string> { Value = "outside" };
        string? seen = null;
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (int number) =>
        {
            var before = local.Value;
            local.Value = "inside";
            await Later(0);
            seen = $"{before} {local.Value}";
            return number;
        }));

        guest.Get<Func<int, int>>("run")(1);

        Assert.Equal("outside inside", seen);
        Assert.Equal("outside", local.Value);
    }

    [Fact]
    public void The_context_of_the_thread_is_there_again_afterwards()
    {
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (int number) =>
        {
            await Later(0);
            return number;
        }));
        var run = guest.Get<Func<int, int>>("run");
        var before = SynchronizationContext.Current;
        var own = new SynchronizationContext();
        try
        {
            SynchronizationContext.SetSynchronizationContext(own);
            run(1);
            Assert.Same(own, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void A_callback_of_any_type_gets_values_and_returns_them()
    {
        var type = FunctionType.Create([WasmValueType.I32], [WasmValueType.I32]);
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", type, async (caller, arguments, cancellation) =>
        {
            await Task.Delay(1, cancellation);
            return [arguments.Span[0].AsInt32() + caller.GetFunction<Func<int, int>>("double")(10)];
        }));

        Assert.Equal(21, guest.Get<Func<int, int>>("run")(1));
    }

    [Fact]
    public void Functions_of_a_store_may_be_async_too()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var type = FunctionType.Create([WasmValueType.I32], [WasmValueType.I64]);

        var typed = Function.FromAsyncDelegate(store, async (int number) => await Later<long>(number));
        var untyped = Function.FromAsyncCallback(store, type, async (_, arguments, _) => [(long)await Later(arguments.Span[0].AsInt32())]);

        Assert.Equal(type, typed.Type);
        Assert.Equal(4, typed.Invoke(4)[0].AsInt64());
        Assert.Equal(5, untyped.Invoke(5)[0].AsInt64());
    }

    [Fact]
    public async Task A_call_blocks_no_thread_of_who_makes_it()
    {
        var gate = new TaskCompletionSource<int>();
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", (int _) => gate.Task));

        var call = guest.Instance.GetFunction("run").InvokeAsync(new Value[] { 1 }, cancellation: Token);

        Assert.False(call.IsCompleted);
        gate.SetResult(9);
        Assert.Equal(9, (await call)[0].AsInt32());
    }

    [Fact]
    public async Task What_an_async_function_starts_runs_on_the_pool_of_dotnet_and_not_on_that_of_guests()
    {
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "f", async (int number) =>
            await Task.Factory.StartNew(() => number + 1, Token)));

        Assert.Equal(2, (await guest.Instance.GetFunction("run").InvokeAsync(
            new Value[] { 1 }, new GuestScheduler(1), Token))[0].AsInt32());
    }

    [Fact]
    public void Delegates_that_return_no_task_are_refused()
    {
        using var engine = new Engine();
        var linker = new Linker(engine);

        var noTask = Assert.Throws<ArgumentException>(() => linker.DefineAsync("env", "f", (int number) => number));
        var text = Assert.Throws<ArgumentException>(() => linker.DefineAsync("env", "f", (int _) => Task.FromResult("text")));
        var task = Assert.Throws<ArgumentException>(() => linker.Define("env", "f", (int _) => Task.CompletedTask));

        Assert.Contains("returns Task, Task<T>, ValueTask or ValueTask<T>; the delegate returns System.Int32", noTask.Message);
        Assert.Contains("System.String", text.Message);
        Assert.Contains("Linker.DefineAsync", task.Message);
        Assert.False(linker.IsDefined("env", "f"));
    }

    [Fact]
    public void A_function_of_another_type_than_the_import_is_refused()
    {
        var error = Assert.Throws<LinkException>(() => new Guest(
            Text, linker => linker.DefineAsync("env", "f", (int _) => Task.CompletedTask)));

        Assert.Contains("\"f\"", error.Message);
    }

    private static Task<int> Later(int number) => Later<int>(number);

    private static async Task<T> Later<T>(T result)
    {
        await Task.Delay(1).ConfigureAwait(false);
        return result;
    }
}
