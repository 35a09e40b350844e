using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Lanner.Native;

/// <summary>A store, with what C has attached to the things in it.</summary>
internal sealed unsafe partial class StoreState
{
    /// <summary>The key under which the engine's store carries its state here.</summary>
    internal static readonly StoreKey<StoreState> Key = new("Lanner.Native");

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<object, Tether> _tethers = [];

    /// <summary>All that is still to be finalized, the oldest first.</summary>
    private readonly LinkedList<HostInfo> _infos = [];

    private readonly ConcurrentQueue<HostInfo> _unused = new();

    /// <summary>The modules that were instantiated, each with its instance; null when there are several or none.</summary>
    private readonly Dictionary<Module, Instance?> _instances = new(ReferenceEqualityComparer.Instance);

    /// <summary>Names that C has borrowed, which last as long as the store.</summary>
    private readonly Dictionary<object, nint> _borrowed = new(ReferenceEqualityComparer.Instance);

    private IDisposable? _deadline;

    /// <summary>Interrupts the program that runs; null when none does.</summary>
    private CancellationTokenSource? _program;

    internal StoreState(Engine engine, StoreLimits limits)
    {
        Store = new Store(engine, limits);
        Store.Set(Key, this);
        Linker = new Linker(engine);
        Startup.CheckSignals();
    }

    internal Store Store { get; }

    internal Engine Engine => Store.Engine;

    /// <summary>A linker that defines nothing.</summary>
    internal Linker Linker { get; }

    /// <summary>The limits when nobody sets any.</summary>
    internal static StoreLimits NoLimits { get; } = new()
    {
        TableElements = long.MaxValue,
        Instances = int.MaxValue,
        Memories = int.MaxValue,
        Tables = int.MaxValue,
    };

    /// <summary>Has guests stop after a time, instead of the one before.</summary>
    internal void SetDeadline(TimeSpan? time)
    {
        _deadline?.Dispose();
        _deadline = null;
        if (time is { } limit)
        {
            _deadline = Store.InterruptAfter(limit);
        }
    }

    /// <summary>The pointer that the host has attached to an object.</summary>
    internal void* GetInfo(object target) => _tethers.TryGetValue(target, out var tether) ? tether.Info.Data : null;

    /// <summary>Attaches a pointer of the host to an object; the one before is finalized.</summary>
    internal void SetInfo(object target, void* data, nint finalizer)
    {
        FinalizeUnused();
        if (_tethers.TryGetValue(target, out var previous))
        {
            _tethers.Remove(target);
            Finalize(previous.Info);
        }

        var info = Add(data, finalizer);
        _tethers.Add(target, new Tether(this, info));
    }

    /// <summary>Has a finalizer called when the store is deleted.</summary>
    internal void AddFinalizer(void* data, nint finalizer)
    {
        if (finalizer != 0)
        {
            Add(data, finalizer);
        }
    }

    /// <summary>Calls the finalizers of what is gone.</summary>
    internal void FinalizeUnused()
    {
        while (_unused.TryDequeue(out var info))
        {
            Finalize(info);
        }
    }

    /// <summary>Has the guest of the store stop; a program as a whole, and not only the call in which it happens to be.</summary>
    internal void Interrupt()
    {
        lock (_gate)
        {
            Startup.WithoutSignals(_program is null ? Store.Interrupt : _program.Cancel);
        }
    }

    /// <summary>Runs a program, which is several calls: what interrupts it lasts until its end.</summary>
    internal int RunProgram(Func<int> program)
    {
        if (!Engine.Options.Interruptible)
        {
            return program();
        }

        using var interruption = new CancellationTokenSource();
        CancellationTokenSource? outer;
        lock (_gate)
        {
            (outer, _program) = (_program, interruption);
            if (Store.IsInterrupted)
            {
                // Asked for before the program began. Its first call is the instantiation, which may end before it notices.
                interruption.Cancel();
            }
        }

        try
        {
            using (Store.InterruptOn(interruption.Token))
            {
                return program();
            }
        }
        finally
        {
            lock (_gate)
            {
                _program = outer;
            }
        }
    }

    /// <summary>Makes an instance, and notes it for the backtraces of its guests: its module before anything of it runs.</summary>
    internal Instance Instantiate(Module module, Func<Instance> instantiate)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _instances.TryAdd(module, null);
        }

        var instance = instantiate();
        lock (_gate)
        {
            _instances[module] = isFirst ? instance : null;
        }

        return instance;
    }

    /// <summary>The modules of which there are instances, each with its instance if it is the only one.</summary>
    internal KeyValuePair<Module, Instance?>[] Instances
    {
        get
        {
            lock (_gate)
            {
                return [.. _instances];
            }
        }
    }

    /// <summary>A name that stays the store's.</summary>
    internal Item* Borrow(object target, ItemKind kind)
    {
        lock (_gate)
        {
            if (!_borrowed.TryGetValue(target, out var item))
            {
                _borrowed.Add(target, item = (nint)Item.Make(kind, new Reference(target, this)));
            }

            return (Item*)item;
        }
    }

    private void Close()
    {
        SetDeadline(null);
        Store.Dispose();
        while (true)
        {
            HostInfo info;
            lock (_gate)
            {
                if (_infos.First is not { Value: var first })
                {
                    break;
                }

                info = first;
            }

            Finalize(info);
        }

        foreach (var item in _borrowed.Values)
        {
            Item.Delete((Item*)item);
        }

        _borrowed.Clear();
    }

    private HostInfo Add(void* data, nint finalizer)
    {
        var info = new HostInfo(data, finalizer);
        if (finalizer != 0)
        {
            lock (_gate)
            {
                info.Node = _infos.AddLast(info);
            }
        }

        return info;
    }

    private void Finalize(HostInfo info)
    {
        lock (_gate)
        {
            if (info.Node is null)
            {
                return;
            }

            _infos.Remove(info.Node);
            info.Node = null;
        }

        Startup.Loader.Finalize(info.Finalizer, info.Data);
    }

    /// <summary>A pointer of the host.</summary>
    private sealed class HostInfo(void* data, nint finalizer)
    {
        internal void* Data { get; } = data;

        internal nint Finalizer { get; } = finalizer;

        /// <summary>The place among what is to be finalized; null when there is nothing to do.</summary>
        internal LinkedListNode<HostInfo>? Node { get; set; }
    }

    /// <summary>Lives as long as the object that a pointer is attached to. The finalizer of C must not run on the thread of .NET that runs
    /// this one: it waits until somebody uses the store.</summary>
    private sealed class Tether(StoreState store, HostInfo info)
    {
        ~Tether() => store._unused.Enqueue(Info);

        internal HostInfo Info { get; } = info;
    }
}
