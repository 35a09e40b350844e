namespace Lanner;

/// <summary>The kinds of resources that can be limited.</summary>
public enum ResourceKind
{
    /// <summary>Bytes of everything that the guests of a store hold: <see cref="StoreLimits.MemoryBytes"/>.</summary>
    Memory,

    /// <summary>Elements of the tables of a store: <see cref="StoreLimits.TableElements"/>.</summary>
    TableElements,

    /// <summary>Instances in a store: <see cref="StoreLimits.Instances"/>.</summary>
    Instances,

    /// <summary>Memories in a store: <see cref="StoreLimits.Memories"/>.</summary>
    Memories,

    /// <summary>Tables in a store: <see cref="StoreLimits.Tables"/>.</summary>
    Tables,

    /// <summary>Bytes of a thread's stack: <see cref="StoreLimits.StackBytes"/>, or what the thread has.</summary>
    Stack,

    /// <summary>Bytes of the objects that the guests of a store hold on the heap: <see cref="StoreLimits.HeapBytes"/>.</summary>
    Heap,

    /// <summary>Milliseconds that a call may take: <see cref="StoreLimits.CallTime"/>, <see cref="Store.InterruptAfter"/>.</summary>
    Time,

    /// <summary>Fuel: <see cref="StoreLimits.Fuel"/>.</summary>
    Fuel,

    /// <summary>Bytes that a host function may copy out of or into a memory at once: <see cref="StoreLimits.HostCopyBytes"/>.</summary>
    HostCopy,

    /// <summary>Bytes of everything that the guests of an engine hold: <see cref="EngineLimits.MemoryBytes"/>.</summary>
    EngineMemory,

    /// <summary>Live instances of an engine: <see cref="EngineLimits.Instances"/>.</summary>
    EngineInstances,

    /// <summary>Bytes of a module: <see cref="EngineLimits.ModuleBytes"/>.</summary>
    ModuleSize,

    /// <summary>Functions of a module: <see cref="EngineLimits.Functions"/>.</summary>
    Functions,

    /// <summary>Bytes of the body of a function: <see cref="EngineLimits.FunctionBytes"/>.</summary>
    FunctionSize,

    /// <summary>Milliseconds of decoding, validating and compiling a module: <see cref="EngineLimits.CompilationTime"/>.</summary>
    CompilationTime,

    /// <summary>Bytes of the heap of the process: what guests may use of it, with the host.</summary>
    ProcessHeap,

    /// <summary>Bytes of address space of the process that memories of guests may take.</summary>
    AddressSpace,

    /// <summary>Mappings of the process, which the system limits, that memories of guests and the threads of a <see cref="GuestScheduler"/>
    /// may take.</summary>
    Mappings,

    /// <summary>Operands that a function or a module hands on, of which each byte may bring so many. No limit of the engine's options: it
    /// follows from the size.</summary>
    CompilationCost,

    /// <summary>Characters of the text of a module, of which each byte of the module may bring so many (<see
    /// cref="TextFormat.FromBinary(Engine, ReadOnlyMemory{byte})"/>). No limit of the engine's options: it follows from the size.</summary>
    TextLength,

    /// <summary>Bytes of the code and metadata of the modules of an engine: <see cref="EngineLimits.CodeBytes"/>.</summary>
    Code,

    /// <summary>Bytes of address space that the memories of a store reserve: <see cref="StoreLimits.AddressSpaceBytes"/>.</summary>
    StoreAddressSpace,

    /// <summary>Bytes of address space that the memories of an engine reserve: <see cref="EngineLimits.AddressSpaceBytes"/>.</summary>
    EngineAddressSpace,
}

/// <summary>A limit that was reached.</summary>
/// <param name="Kind">The resource that it limits.</param>
/// <param name="Value">The amount that is allowed, in the unit that belongs to the kind.</param>
public sealed record ResourceLimit(ResourceKind Kind, long Value)
{
    /// <summary>The limit for people to read, such as <c>the limit is 500 ms</c>.</summary>
    public override string ToString() => "the limit is " + Kind switch
    {
        ResourceKind.Memory => $"{Value} bytes of memory",
        ResourceKind.TableElements => $"{Value} elements of tables",
        ResourceKind.Instances => $"{Value} instances",
        ResourceKind.Memories => $"{Value} memories",
        ResourceKind.Tables => $"{Value} tables",
        ResourceKind.Stack => $"{Value} bytes of stack",
        ResourceKind.Heap => $"{Value} bytes of structures and arrays",
        ResourceKind.Time => $"{Value} ms",
        ResourceKind.Fuel => $"{Value} units of fuel",
        ResourceKind.HostCopy => $"{Value} bytes copied by a host function",
        ResourceKind.EngineMemory => $"{Value} bytes of memory for all guests of the engine",
        ResourceKind.EngineInstances => $"{Value} live instances of the engine",
        ResourceKind.ModuleSize => $"{Value} bytes for a module",
        ResourceKind.Functions => $"{Value} functions for a module",
        ResourceKind.FunctionSize => $"{Value} bytes for the body of a function",
        ResourceKind.ProcessHeap => $"{Value} bytes for the heap of the process, a part of which is kept for the host",
        ResourceKind.AddressSpace => $"{Value} bytes of address space for memories",
        ResourceKind.Mappings => $"{Value} mappings for memories and threads",
        ResourceKind.CompilationCost => $"{Value} operands",
        ResourceKind.Code => $"{Value} bytes for the code of all modules of the engine",
        ResourceKind.StoreAddressSpace => $"{Value} bytes of address space for the memories of the store",
        ResourceKind.EngineAddressSpace => $"{Value} bytes of address space for the memories of the engine",
        ResourceKind.TextLength => $"{Value} characters",
        _ => $"{Value} ms for making a module",
    };
}
