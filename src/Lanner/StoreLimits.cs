namespace Lanner;

/// <summary>Limits on what the guests of a <see cref="Store"/> may use. Immutable. Where a limit is passed while a module is instantiated,
/// <see cref="ResourceLimitException"/> is thrown; a guest that grows a memory or table too far is told so by the instruction's
/// result.</summary>
public sealed record StoreLimits
{
    /// <summary>The number of bytes that everything that the store's guests hold may take together: memories, tables (8 bytes an element),
    /// structures, arrays and exceptions; null, the default, for what the engine may hold (<see cref="EngineLimits.MemoryBytes"/>), or
    /// where that is not set either, for three quarters of the memory that the machine or the container has. A guest that grows a memory or
    /// table too far is told so by the instruction's result; one that makes an object too many traps with
    /// <see cref="TrapCode.HeapExhausted"/>.</summary>
    /// <remarks>Objects count as <see cref="HeapBytes"/> says.</remarks>
    public long? MemoryBytes { get; init; }

    /// <summary>About how many bytes of that structures, arrays, large <c>i31</c> numbers and exceptions may take together; null, the
    /// default, for half of the memory that the heap of the process may use. A guest that passes it traps with
    /// <see cref="TrapCode.HeapExhausted"/>; one that asks for an array that is too large for the CLR, with
    /// <see cref="TrapCode.AllocationTooLarge"/>.</summary>
    /// <remarks>Objects of 8 KiB and more are counted exactly, others by sampling their bytes, with a standard deviation of 1.6 % of the
    /// limit (more below 4 MiB: of 32 KiB times the square root of the limit in MiB). Three of these are kept as a margin, so that a guest
    /// of small objects may be ended when it holds 95 % of the limit. Before a guest traps the CLR has collected its garbage. Whatever the
    /// limits, guests get no more objects while the heap of the process is filled to seven eighths.</remarks>
    public long? HeapBytes { get; init; }

    /// <summary>The number of elements that all tables of the store may hold together; by default 10 million. An element takes 8 bytes of
    /// the process. A handle of a component counts as 10, so that there may be a million by default: a guest that makes more traps with
    /// <see cref="TrapCode.AllocationTooLarge"/>.</summary>
    public long TableElements { get; init; } = 10_000_000;

    /// <summary>The number of instances that the store may hold; by default 10,000.</summary>
    public int Instances { get; init; } = 10_000;

    /// <summary>The number of memories that the store may hold; by default 1,000. A memory takes two to six of the mappings that the system
    /// allows a process: so no store can take all of them from the others.</summary>
    public int Memories { get; init; } = 1_000;

    /// <summary>The number of bytes of address space that the memories of the store may reserve: 8 GiB for each that is guarded
    /// (<see cref="MemoryMode.Guarded"/>), for others as much as they can grow to, but no more than a quarter of what is left. Null, the
    /// default, for a quarter of what the memories of the process may reserve, which is three quarters of what it can have: 24 TiB, where
    /// the system sets no limit.</summary>
    public long? AddressSpaceBytes { get; init; }

    /// <summary>The number of tables that the store may hold; by default 10,000.</summary>
    public int Tables { get; init; } = 10_000;

    /// <summary>The number of bytes of its thread's stack that a call from the host may use, with what it calls in turn; null for no limit.
    /// Recursion always ends with the trap <see cref="TrapCode.StackExhausted"/> while a quarter of the thread's stack is left for host
    /// functions (but not more than 1 MiB, nor less than 256 KiB or half of it), so that this is only needed to end it earlier. .NET gives
    /// threads 1.5 MiB unless told otherwise and the main thread of a process usually has 8 MiB: for deeper recursion, run the guest on a
    /// thread made with a larger stack.</summary>
    public long? StackBytes { get; init; }

    /// <summary>The time that each call from the host may take, with what it calls in turn, before the guest is stopped with
    /// <see cref="TrapCode.DeadlinePassed"/>; null for no limit. Instantiation is such a call. The compilation of code that the call is the
    /// first to need is part of it, and ends with it; the next call begins it again. Needs
    /// <see cref="EngineOptions.Interruptible"/>.</summary>
    public TimeSpan? CallTime { get; init; }

    /// <summary>True, the default, if <see cref="CallTime"/> goes on while a guest waits for an async host function
    /// (<see cref="Linker.DefineAsync(string, string, Delegate)"/>); false if it is only the time in which the thread of the guest runs
    /// something: the guest, host functions that are not async but for the waits that they report
    /// (<see cref="Store.ReportWait"/>), and what async ones do on the thread of the guest.</summary>
    public bool CallTimeIncludesWaiting { get; init; } = true;

    /// <summary>The fuel that guests have to begin with; null for as much as can be counted. Needs <see cref="EngineOptions.FuelCosts"/>.
    /// See <see cref="Store.AddFuel"/>.</summary>
    public long? Fuel { get; init; }

    /// <summary>The number of bytes that a host function may copy at once into an object of its own, by <see cref="Memory.ReadString"/> and
    /// its like: the guest says how many, and the host has to find room for them. More is the trap <see cref="TrapCode.HostCopyTooLarge"/>.
    /// By default 128 MiB. (Spans are not copies.)</summary>
    public int HostCopyBytes { get; init; } = 128 << 20;
}
