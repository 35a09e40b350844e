using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Tests.Platform;

/// <summary>The work that tests do in a process of its own, since it may end the process or change it for good. The tests' own program is
/// started again, with the name of what to do in an environment variable.</summary>
internal static unsafe partial class Child
{
    private const string Variable = "LANNER_TESTS_CHILD";

    /// <summary>Has a child process do something.</summary>
    /// <param name="action">The name of a method of this class.</param>
    /// <param name="prefix">The shell commands to run before.</param>
    /// <param name="hasSmallHeap">True if the heap of the child may have little.</param>
    internal static (int ExitCode, string Output) Run(string action, string prefix = "", bool hasSmallHeap = true)
    {
        // Without a limit the collector reserves 256 GiB, more than some of the tests leave.
        var start = new ProcessStartInfo("/bin/sh")
        {
            // No core dump: they take seconds.
            ArgumentList = { "-c", $"ulimit -c 0; {prefix}exec \"$0\" \"$1\"", Environment.ProcessPath!, typeof(Child).Assembly.Location },
            Environment =
            {
                [Variable] = action, ["DOTNET_gcServer"] = "0", ["DOTNET_GCHeapHardLimit"] = hasSmallHeap ? "10000000" : "40000000",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    internal static void FaultOutsideOfRanges()
    {
        Console.WriteLine($"before {GuardedMemory.IsSupported}");
        var page = VirtualMemory.Reserve(1 << 16);
        GuardedMemoryTests.CountFaults(page, 1);
        Console.WriteLine("after");
    }

    internal static void FaultAfterTheHandlerWasReplaced()
    {
        // What native code might do: put its own handler there, which knows about the one before.
        var start = GuardedMemory.Reserve(1 << 16);
        var action = stackalloc byte[256];
        Assert.Equal(0, SignalAction(11, null, action));
        *(nuint*)action = (nuint)MakeJump(*(nuint*)action);
        Assert.Equal(0, SignalAction(11, action, null));

        var added = GuardedMemory.Reserve(1 << 16);
        if (GuardedMemoryTests.CountFaults(start, 3) + GuardedMemoryTests.CountFaults(added, 3) == 6)
        {
            Console.WriteLine("caught");
        }
    }

    internal static void BlockTheThreadPool() => Api.InterruptionTests.BlockTheThreadPool();

    internal static void RunVectorScripts() => Scripts.ScriptTests.RunVectorScripts();

    /// <summary>Calls each function of <see cref="Hostile.MachineCodeTests"/>, so that the JIT prints what it makes of those that it was
    /// told to print.</summary>
    internal static void CompileForMachineCode()
    {
        using var guest = new Guest(Hostile.MachineCodeTests.Module);
        foreach (var export in guest.Module.Exports)
        {
            guest.Invoke(export.Name, 1);
        }
    }

    internal static void TellWhetherGuarded() => Console.WriteLine(GuardedMemory.ReasonUnsupported ?? "guarded");

    /// <summary>Takes all slots that the address space has room for, and one more; then gives one back and takes it again.</summary>
    internal static void ExhaustSlots()
    {
        var type = new MemoryType(new Limits(1, 1));
        var memories = new List<Memory>();
        try
        {
            while (memories.Count < 100)
            {
                memories.Add(Memory.Create(type, MemoryMode.Guarded, null));
            }
        }
        catch (ResourceLimitException)
        {
            memories[3].Free();
            Assert.Equal(memories.Count >= 8, Memory.Create(type, MemoryMode.Guarded, null).IsGuarded);
            Console.WriteLine("refused");
        }
    }

    internal static void TellStack()
    {
        var (low, high) = StackBounds.OfCurrentThread();
        Console.WriteLine((high - low) >> 10);
    }

    /// <summary>The address space has room for smaller reservations only, which are made until there is none left.</summary>
    internal static void GrowUntilRefused()
    {
        var memories = new List<Memory>();
        try
        {
            while (memories.Count < 100)
            {
                memories.Add(Memory.Create(new MemoryType(new Limits(16384, null)), MemoryMode.Checked, null));
                while (memories[^1].Grow(16384) >= 0)
                {
                }
            }
        }
        catch (ResourceLimitException)
        {
            Console.WriteLine("refused");
        }
    }

    /// <summary>Takes all mappings that guests may have, by memories of either kind; then gives one memory back and takes it
    /// again.</summary>
    internal static void ExhaustMappings()
    {
        ProcessBudget.MostMappings = 200;
        foreach (var mode in new[] { MemoryMode.Guarded, MemoryMode.Checked })
        {
            var memories = new List<Memory>();
            try
            {
                while (memories.Count < 1000)
                {
                    memories.Add(Memory.Create(new MemoryType(new Limits(1, 1)), mode, null));
                }
            }
            catch (ResourceLimitException exception)
            {
                Console.Write($"{exception.Limit?.Kind} ");
                memories[3].Free();
                memories[3] = Memory.Create(new MemoryType(new Limits(1, 1)), mode, null);
            }

            ProcessBudget.MostMappings += 200;
            GC.KeepAlive(memories);
        }

        Console.WriteLine("freed");
    }

    /// <summary>Has as many guests wait as there are mappings for their threads; the others wait for a thread. A second pool gets
    /// none.</summary>
    internal static void ExhaustThreads()
    {
        ProcessBudget.MostMappingsWithThreads = 40;
        using var gate = new SemaphoreSlim(0);
        var running = 0;
        var pool = new GuestScheduler(100);
        var tasks = Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                Interlocked.Increment(ref running);
                gate.Wait();
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            pool)).ToArray();

        // Each thread that there is has one; those are as many as there are mappings for, and no more. They are waited for, since a guest
        // that blocks without saying so is seen after a moment.
        Patience.Until(() => Volatile.Read(ref running) == 10);
        try
        {
            _ = Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, new GuestScheduler(1));
        }
        catch (TaskSchedulerException error) when (error.InnerException is ResourceLimitException { Limit: { } limit })
        {
            Console.Write($"{limit.Kind} ");
        }

        Thread.Sleep(100);
        Console.WriteLine(Volatile.Read(ref running));
        gate.Release(tasks.Length);
        Task.WaitAll(tasks);
    }

    /// <summary>Tenants whose instances have a hundred memories each, with data in eight places of each.</summary>
    internal static void MakeManyImages()
    {
        var memories = string.Concat(Enumerable.Repeat("(memory 9 9)", 100));
        var data = string.Concat(
            Enumerable.Range(0, 800).Select(number => $"(data (memory {number / 8}) (i32.const {number % 8 * 0x12000}) \"x\")"));
        using var engine = new Engine();
        using var module = Module.FromText(engine, $"(module {memories} {data})");
        var stores = new List<Store>();
        for (var tenant = 0; tenant < 45; tenant++)
        {
            stores.Add(new Store(engine, new StoreLimits { MemoryBytes = 64 << 20 }));
            new Linker(engine).Instantiate(stores[^1], module);
        }

        Console.WriteLine(File.ReadLines("/proc/self/maps").Count() < 25_000 ? "done" : "too many mappings");
        GC.KeepAlive(stores);
    }

    /// <summary>Thousands of memories that could become larger than there are addresses.</summary>
    internal static void MakeHugeMemories()
    {
        using var engine = new Engine();
        var stores = new List<Store>();
        for (var index = 0; index < 3000; index++)
        {
            var store = new Store(engine);
            stores.Add(store);
            var memory = new Memory(store, new MemoryType(new Limits(1, null), Is64Bit: true));
            Assert.Equal(1, memory.Grow(1));
        }

        Assert.Equal(65536, new Memory(stores[0], new MemoryType(new Limits(1, null))).Length);
        Console.WriteLine("done");
    }

    /// <summary>Modules of many definitions, of many small functions, and of few large ones, whose code is all compiled.</summary>
    internal static void CompareCodeWithItsEstimate()
    {
        using var engine = new Engine(new EngineOptions { Compilation = CompilationMode.Eager, CompilationThreads = 1 });
        string[] shapes =
        [
            "functions", "functions of one call", "globals", "exports", "imported functions", "different function types",
            "one segment of function expressions", "sequence if that sets a local", "sequence call_indirect",
        ];
        foreach (var name in shapes)
        {
            // The first make the CLR take what it keeps for all that come after.
            var bytes = Lanner.Hostile.Shapes.Shape.All.Single(shape => shape.Name == name).Make(30_000);
            Module[] first = [.. Enumerable.Range(0, 6).Select(_ => Module.FromBinary(engine, bytes))];
            var (resident, counted) = (ResidentBytes(), engine.Account.CodeBytes);
            Module[] others = [.. Enumerable.Range(0, 12).Select(_ => Module.FromBinary(engine, bytes))];
            var (more, charged) = (ResidentBytes() - resident, engine.Account.CodeBytes - counted);
            if (more > charged)
            {
                Console.WriteLine($"{name}: {more} bytes for which {charged} are counted");
            }

            GC.KeepAlive(first);
            GC.KeepAlive(others);
        }

        Console.WriteLine("done");
    }

    private static long ResidentBytes()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    internal static void ForgetMemories()
    {
        for (var index = 0; index < 100_000; index++)
        {
            _ = Memory.Create(new MemoryType(new Limits(1, 1)), MemoryMode.Guarded, null);
            if (index % 5000 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        Console.WriteLine("done");
    }

    /// <summary>A handler such as native code could install: it hands on to the one before.</summary>
    private static byte* MakeJump(nuint target)
    {
        var page = VirtualMemory.Reserve(VirtualMemory.PageSize);
        Assert.True(VirtualMemory.Commit(page, VirtualMemory.PageSize));
        ReadOnlySpan<byte> code = [0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0]; // mov rax, target; jmp rax
        code.CopyTo(new Span<byte>(page, code.Length));
        *(nuint*)(page + 2) = target;
        Assert.True(PosixMemory.Protect(page, VirtualMemory.PageSize, PosixMemory.ReadExecute));
        return page;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SignalAction(int signal, byte* action, byte* previous);

    /// <summary>Runs before the tests' program itself.</summary>
    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } action)
        {
            typeof(Child).GetMethod(action, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null);
            Environment.Exit(0);
        }
    }
}
