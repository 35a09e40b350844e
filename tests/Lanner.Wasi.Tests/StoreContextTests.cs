using System.Text;

namespace Lanner.Wasi.Tests;

/// <summary>One linker that serves many guests: each store carries the context of its own.</summary>
public sealed class StoreContextTests
{
    /// <summary>Writes what another library of the host puts into its memory to the standard output.</summary>
    private const string Writer = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
          (import "users" "name" (func $name (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            (i32.store (i32.const 0) (i32.const 64))
            (i32.store (i32.const 4) (call $name (i32.const 64)))
            (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))))
        """;

    private static readonly StoreKey<string> User = new("user");

    [Fact]
    public void Two_libraries_share_the_stores_of_one_prepared_module()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Writer);
        var linker = MakeLinker(engine);
        linker.DefineWasi();
        var prepared = linker.Prepare(module);
        string[] users = ["Ada", "Grace", "Barbara"];

        var outputs = users.Select(user =>
        {
            using var output = new MemoryStream();
            using var context = new WasiContextBuilder { Output = WasiOutput.ToStream(output) }.Build();
            using var store = new Store(engine);
            store.Set(User, user);
            store.Set(WasiContext.Key, context);
            prepared.Instantiate(store).GetFunction<Action>("_start")();
            context.Flush();
            return Encoding.UTF8.GetString(output.ToArray());
        }).ToArray();

        Assert.Equal(users, outputs);
    }

    [Fact]
    public void A_context_that_a_factory_makes_is_flushed_and_ends_with_its_store()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Writer);
        using var output = new MemoryStream();
        var made = 0;
        var linker = MakeLinker(engine);
        linker.DefineWasi(new StoreKey<WasiContext>("context", _ =>
        {
            made++;
            return new WasiContextBuilder { Output = WasiOutput.ToStream(output) }.Build();
        }));
        var prepared = linker.Prepare(module);

        for (var round = 0; round < 2; round++)
        {
            using var store = new Store(engine);
            store.Set(User, "Ada ");
            var start = prepared.Instantiate(store).GetFunction<Action>("_start");
            Assert.Equal(round, made);
            start();
            start();
        }

        Assert.Equal(2, made);
        Assert.Equal("Ada Ada Ada Ada ", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void A_store_without_a_context_says_so()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Writer);
        using var store = new Store(engine);
        var linker = MakeLinker(engine);
        linker.DefineWasi();
        store.Set(User, "nobody");

        var error = Assert.Throws<InvalidOperationException>(linker.Instantiate(store, module).GetFunction<Action>("_start"));

        Assert.Equal("The store has no value for the key \"WASI context\". Store.Set gives it one.", error.Message);
    }

    [Fact]
    public void The_threads_of_a_program_have_one_context()
    {
        using var output = new MemoryStream();

        RunThreads(output, afterwards: "");

        Assert.Equal("one", Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>A thread that the end of its program interrupts has written before: that is handed on, also by a stream that takes a
    /// moment.</summary>
    [Fact]
    public void Threads_that_are_ended_with_their_program_have_written_what_they_wrote()
    {
        using var output = new SlowStream();

        RunThreads(output, afterwards: "(loop $forever (br $forever))");

        Assert.Equal("one", Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>Runs a program that ends when its thread has written "one".</summary>
    /// <param name="output">The standard output of the program.</param>
    /// <param name="afterwards">The instructions with which the thread goes on.</param>
    private static void RunThreads(Stream output, string afterwards)
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine);
        using var context = new WasiContextBuilder { Output = WasiOutput.ToStream(output) }.Build();
        using var module = Module.FromText(engine, $"""
            (module
              (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
              (import "env" "memory" (memory $memory 1 1 shared))
              (export "memory" (memory $memory))
              (data (i32.const 16) "\40\00\00\00\03\00\00\00") (data (i32.const 64) "one")
              (func (export "wasi_thread_start") (param i32 i32)
                (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8)))
                (i32.atomic.store (i32.const 0) (i32.const 1))
                (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))
                {afterwards})
              (func (export "_start")
                (if (i32.le_s (call $spawn (i32.const 0)) (i32.const 0)) (then unreachable))
                (loop $again
                  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                  (br_if $again (i32.eqz (i32.atomic.load (i32.const 0)))))))
            """);
        var linker = new Linker(engine);
        linker.DefineWasi();
        store.Set(WasiContext.Key, context);

        new WasiThreads(linker, store, module).Run(linker.Instantiate(store, module));
        context.Flush();
    }

    /// <summary>A stream that takes a moment for each write.</summary>
    private sealed class SlowStream : MemoryStream
    {
        public override async Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            await Task.Delay(100, CancellationToken.None);
            Write(buffer, offset, count);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(100, CancellationToken.None);
            Write(buffer.Span);
        }
    }

    private static Linker MakeLinker(Engine engine)
    {
        var linker = new Linker(engine);
        linker.Define("users", "name", (Caller caller, int address) => caller.Memory.WriteString(address, caller.Store.Get(User)));
        return linker;
    }
}
