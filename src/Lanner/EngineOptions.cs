using Lanner.Compilation.Layout;

namespace Lanner;

/// <summary>The time when functions are compiled to machine code.</summary>
public enum CompilationMode
{
    /// <summary>Each function when it is first called. Programs start at once, and what is never called costs nothing.</summary>
    Lazy,

    /// <summary>All functions when the module is made, so that no call waits for the compiler later.</summary>
    Eager,

    /// <summary>Each function when it is first called, while threads of the engine compile the others, in the order in which a program is
    /// likely to come to them. Programs start at once, and wait less for the compiler where there is a processor to spare.</summary>
    Background,
}

/// <summary>Options of an <see cref="Engine"/>. Immutable; the default is right for most programs.</summary>
public sealed record EngineOptions
{
    /// <summary>The parts of WebAssembly that modules may use. A module that uses others is malformed or invalid. By default
    /// (<see cref="WasmFeatures.Default"/>) the standard's version 3.0, what is to be in the next, threads, and the first form of exception
    /// handling.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Default;

    /// <summary>The way in which accesses to memory are kept within bounds. By default, null, the fastest that the platform has.</summary>
    public MemoryMode? MemoryMode { get; init; }

    /// <summary>The time when functions are compiled to machine code; by default when they are first called.</summary>
    public CompilationMode Compilation { get; init; } = CompilationMode.Lazy;

    /// <summary>On how many threads functions are compiled before they are called. By default, null, all processors work on a module that
    /// is compiled eagerly, while the caller waits, and all but one (at least one) in the background. A number below 1 counts as
    /// 1.</summary>
    public int? CompilationThreads { get; init; }

    /// <summary>True if guests can be stopped while they run, by <see cref="Store.Interrupt"/> and what rests on it. Loops and functions
    /// then look at a flag, which costs a few per cent of speed. By default they cannot.</summary>
    public bool Interruptible { get; init; }

    /// <summary>True if the code of a module is unloaded when it is disposed of and none of its instances is left; that is the default.
    /// False for programs that never unload modules: their code stays until the process ends.</summary>
    /// <remarks>Types stand in between: where other modules of the process have structures of the same types that can be unloaded, code
    /// can be unloaded too.</remarks>
    public bool UnloadsModules { get; init; } = true;

    /// <summary>The cache in which compiled modules are looked for, and to which they are added; null, the default, for none. Code that
    /// comes from there is never unloaded.</summary>
    public CodeCache? Cache { get; init; }

    /// <summary>Limits on what all stores of the engine use together, and on the size of modules. By default there are none but those that
    /// every module is held to.</summary>
    public EngineLimits Limits { get; init; } = new();

    /// <summary>The costs of instructions, when guests are to use fuel as they run and to be stopped when they have used up what their
    /// store was given (<see cref="StoreLimits.Fuel"/>, <see cref="Store.AddFuel"/>). By default, null, nothing is counted. Counting costs
    /// speed: see docs/performance.md.</summary>
    /// <remarks>The same guest with the same input uses the same fuel on every machine, in every memory mode and however it is compiled. A
    /// basic block is charged as it is entered, also when it then traps half-way. Whether there is enough is tested at the entry of a
    /// function and at the head of a loop, and before an instruction that is charged by size; until then a guest can overdraw its fuel, by
    /// at most what one way through a function costs, and what it overdrew counts as used.</remarks>
    public FuelCosts? FuelCosts { get; init; }

    /// <summary>True if results that the specification leaves open are those of its deterministic profile (appendix A.5), on every
    /// processor: a NaN that an instruction makes, of a scalar or in a lane of a vector, has the bits <c>0x7fc00000</c> or
    /// <c>0x7ff8000000000000</c>, and relaxed vector instructions give what their strict counterparts give, without fusing multiplication
    /// and addition. By default they are what is fastest. Arithmetic on floating-point numbers becomes slower.</summary>
    /// <remarks>What else may differ between two runs of a program is not the engine's and not covered: what host functions return, the
    /// bits of their NaNs too; how threads that share a memory take turns; whether <c>memory.grow</c> and <c>table.grow</c> succeed; when
    /// the stack is exhausted; and interruption by time.</remarks>
    public bool Deterministic { get; init; }

    /// <summary>For tests: the size from which parts of methods are outlined.</summary>
    internal MethodLimits? MethodLimits { get; init; }
}
