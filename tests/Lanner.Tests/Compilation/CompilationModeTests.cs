using Lanner.Binary;
using Lanner.Compilation;
using Lanner.Runtime;

namespace Lanner.Tests.Compilation;

public class CompilationModeTests
{
    private const string Fibonacci = """
        (module
          (func $unused (result i32) (i32.const 7))
          (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
          (func $tabled (result i32) (call $helper))
          (func $helper (result i32) (i32.const 3))
          (table funcref (elem $tabled))
          (func $fibonacci (export "fibonacci") (param i32) (result i32)
            (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
              (then (local.get 0))
              (else (call $add
                (call $fibonacci (i32.sub (local.get 0) (i32.const 1)))
                (call $fibonacci (i32.sub (local.get 0) (i32.const 2))))))))
        """;

    public static TheoryData<CompilationMode, int?> Modes => new()
    {
        { CompilationMode.Lazy, null },
        { CompilationMode.Eager, null },
        { CompilationMode.Eager, 1 },
        { CompilationMode.Eager, 4 },
        { CompilationMode.Background, null },
        { CompilationMode.Background, 0 },
        { CompilationMode.Background, 3 },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_function_gives_the_same_result_however_it_is_compiled(CompilationMode mode, int? threads)
    {
        using var guest = new Guest(Fibonacci, options: new EngineOptions { Compilation = mode, CompilationThreads = threads });

        Assert.Equal(6765, guest.Get<Func<int, int>>("fibonacci")(20));
    }

    [Fact]
    public void Functions_come_in_the_order_in_which_a_program_reaches_them()
    {
        var module = ModuleDecoder.Decode(BinaryOf(Fibonacci), WasmFeatures.Default);

        Assert.Equal([4, 1, 2, 3, 0], CompilationOrder.Of(module));
    }

    [Fact]
    public void Background_compilation_ends_with_the_engine_the_module_or_its_work()
    {
        for (var round = 0; round < 20; round++)
        {
            using var engine = new Engine(new EngineOptions { Compilation = CompilationMode.Background, CompilationThreads = 2 });
            using var first = Module.FromText(engine, Fibonacci);
            first.Dispose();
            using var second = Module.FromText(engine, Fibonacci);
            using var store = new Store(engine);
            Assert.Equal(55, new Linker(engine).Instantiate(store, second).GetFunction<Func<int, int>>("fibonacci")(10));
        }
    }

    [Fact]
    public void A_function_that_cannot_be_compiled_does_not_keep_the_others_from_it()
    {
        var order = new List<int>();
        var compiler = new BackgroundCompiler(1);
        var module = new RecordingModule(order);

        compiler.Add(module, [3, 1, 2]);

        Assert.True(SpinWait.SpinUntil(() => module.Count == 3, Patience.Limit));
        Assert.Equal([3, 1, 2], order);
    }

    private static byte[] BinaryOf(string text) => Lanner.Text.TextModule.ToBinary(text, WasmFeatures.Default);

    /// <summary>A module that notes what it is asked to compile, and fails each time.</summary>
    private sealed class RecordingModule(List<int> order) : CompiledModule
    {
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal override bool IsGlobalShared(int globalIndex) => throw new NotSupportedException();

        internal override Lanner.Runtime.InstanceState CreateState() => throw new NotSupportedException();

        internal override nint GetCodePointer(int functionIndex) => throw new NotSupportedException();

        internal override int CompiledGlobals => throw new NotSupportedException();

        internal override bool TryMapFrame(
            System.Diagnostics.StackFrame frame, out int functionIndex, out int offset, out bool isOutlined) =>
            throw new NotSupportedException();

        internal override Value ReadGlobal(Lanner.Runtime.InstanceState state, int globalIndex, GlobalType type) =>
            throw new NotSupportedException();

        internal override void PrepareAll(int[] order, int threads, CancellationToken cancellation) => throw new NotSupportedException();

        internal override void Prepare(int functionIndex)
        {
            order.Add(functionIndex);
            Interlocked.Increment(ref _count);
            throw new NotSupportedException("A function that cannot be compiled.");
        }
    }
}
