using System.Diagnostics.CodeAnalysis;
using Lanner.Wasi.Threads;

namespace Lanner.Wasi;

/// <summary>Runs programs that start threads (wasi-threads: the import <c>thread-spawn</c> of <c>wasi</c>, and the export
/// <c>wasi_thread_start</c>). Each thread has a store and an instance of its own; what they share is the memory that the module imports,
/// and the <see cref="WasiContext"/>. When the program ends, or any of its threads ends it or traps, all end.</summary>
/// <example><code>
/// using var engine = new Engine(new EngineOptions { Interruptible = true });
/// …
/// linker.DefineWasi(context);
/// var threads = new WasiThreads(linker, store, module);
/// threads.Run(linker.Instantiate(store, module));
/// </code></example>
public sealed class WasiThreads
{
    /// <summary>Guests written in C expect a few megabytes; deep recursion is ended by a trap well before.</summary>
    private const int StackSize = 16 << 20;

    /// <summary>Numbers of threads must leave the upper three bits alone (wasi-threads, "thread IDs").</summary>
    private const int LastNumber = (1 << 29) - 1;

    private readonly Linker _linker;
    private readonly Store _store;
    private readonly Module _module;
    private readonly int _maximum;
    private readonly Lock _gate = new();
    private readonly List<WasiThread> _running = [];
    private int _lastNumber;
    private long _fuelLeft;
    private long _fuelConsumed;
    private bool _hasEnded;
    private Exception? _outcome;

    /// <summary>Defines <c>thread-spawn</c>, and the shared memories that the module imports, unless they are defined.</summary>
    /// <param name="linker">The linker, with everything else that the module imports; all threads use it.</param>
    /// <param name="store">The store of the program's first thread. Those of the others carry the same values (<see cref="Store.Get"/>) and
    /// have its limits, and what all
    /// of them hold counts together (<see cref="Store.CreateForThread"/>). They share its fuel too, of which a thread gets an eighth of
    /// what the one that starts it has left.</param>
    /// <param name="module">The module.</param>
    /// <param name="maximum">The number of threads that there may be at once, besides the first; 256 by default.</param>
    /// <exception cref="ArgumentException"><c>thread-spawn</c> is defined already.</exception>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>, so that threads
    /// could not be ended.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, leave no room for the memory.</exception>
    public WasiThreads(Linker linker, Store store, Module module, int maximum = 256)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentOutOfRangeException.ThrowIfNegative(maximum);
        if (!store.Engine.Options.Interruptible)
        {
            throw new InvalidOperationException(
                "The engine was not made with EngineOptions.Interruptible, so that threads could not be ended.");
        }

        _linker = linker;
        _store = store;
        _module = module;
        _maximum = maximum;
        linker.Define("wasi", "thread-spawn", (Func<Caller, int, int>)Spawn);
        foreach (var import in module.Imports)
        {
            if (import.Type is MemoryType { IsShared: true } type && !linker.IsDefined(import.ModuleName, import.Name))
            {
                linker.Define(import.ModuleName, import.Name, new Memory(store, type));
            }
        }
    }

    /// <summary>The fuel that the threads have used that have ended: after <see cref="Run"/>, all but the first, whose store knows
    /// (<see cref="Store.FuelConsumed"/>). 0 when the engine does not count fuel.</summary>
    public long FuelConsumed
    {
        get
        {
            lock (_gate)
            {
                return _fuelConsumed;
            }
        }
    }

    private bool CountsFuel => _store.Engine.Options.FuelCosts is not null;

    /// <summary>True if the program has ended. A thread that is interrupted while it has not begun to run must ask for it: its
    /// instantiation may have taken the interruption.</summary>
    private bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded;
            }
        }
    }

    /// <summary>Tests whether a module starts threads, or shares its memory with some.</summary>
    /// <param name="module">The module.</param>
    public static bool AreUsedBy(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Imports.Any(
            import => (import.ModuleName == "wasi" && import.Name == "thread-spawn") || import.Type is MemoryType { IsShared: true });
    }

    /// <summary>Runs the program: calls <c>_start</c>, and when it has come back, ends all threads that still run.</summary>
    /// <param name="instance">The instance of the first thread.</param>
    /// <exception cref="ArgumentException">The instance exports no <c>_start</c>.</exception>
    /// <exception cref="WasiExitException">A thread has ended the program with a code.</exception>
    /// <exception cref="TrapException">A thread has trapped.</exception>
    /// <exception cref="WasmException">A thread did not catch an exception of its own.</exception>
    public void Run(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var start = instance.GetFunction("_start");
        try
        {
            start.Invoke();
            End(null, isFirst: true);
        }
        catch (Exception exception)
        {
            End(exception, isFirst: true);
        }

        Thread[] threads;
        lock (_gate)
        {
            threads = [.. _running.Select(thread => thread.Thread)];
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        if (_outcome is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_outcome);
        }
    }

    /// <summary>Starts a thread.</summary>
    /// <returns>Its number, or the negative number of an error.</returns>
    private int Spawn(Caller caller, int argument)
    {
        const int again = -(int)WasiError.TryAgain;
        lock (_gate)
        {
            if (_hasEnded || _running.Count >= _maximum)
            {
                return again;
            }

            var share = ShareFuel(caller.Store);
            var store = _store.CreateForThread(share);
            var number = _lastNumber = _lastNumber == LastNumber ? 1 : _lastNumber + 1;
            var thread = new WasiThread(
                store,
                new Thread(() => RunThread(store, number, argument), StackSize) { IsBackground = true, Name = $"guest thread {number}" });
            try
            {
                thread.Thread.Start();
            }
            catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
            {
                // The system has no more threads to give.
                _fuelLeft += share ?? 0;
                store.Dispose();
                return again;
            }

            // A thread that ends at once waits for the lock before it takes itself off the list.
            _running.Add(thread);
            return number;
        }
    }

    /// <summary>Takes the fuel of a new thread from the one that starts it, which first gets what threads that have ended left: so the
    /// program never has more than it was given. Null when fuel has no limit.</summary>
    private long? ShareFuel(Store parent)
    {
        if (_store.Limits.Fuel is null)
        {
            return null;
        }

        parent.AddFuel(_fuelLeft);
        _fuelLeft = 0;
        var share = parent.Fuel / 8;
        parent.Fuel -= share;
        return share;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Delegates of this type need no code that is made at run time.")]
    private void RunThread(Store store, int number, int argument)
    {
        try
        {
            var instance = _linker.Instantiate(store, _module);
            if (!HasEnded)
            {
                instance.GetFunction<Action<int, int>>("wasi_thread_start")(number, argument);
            }
        }
        catch (Exception exception)
        {
            End(exception, isFirst: false);
        }

        lock (_gate)
        {
            _running.RemoveAll(thread => thread.Store == store);
            _fuelLeft += _store.Limits.Fuel is null ? 0 : store.Fuel;
            _fuelConsumed += CountsFuel ? store.FuelConsumed : 0;
        }

        store.Dispose();
    }

    /// <summary>Has every thread end. How the program ends is what came first; that others were interrupted follows from it.</summary>
    private void End(Exception? outcome, bool isFirst)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _outcome = outcome;
            if (!isFirst)
            {
                _store.Interrupt();
            }

            foreach (var thread in _running)
            {
                thread.Store.Interrupt();
            }
        }
    }
}
