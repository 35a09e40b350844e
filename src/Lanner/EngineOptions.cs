using Lanner.Compilation.Cutting;

namespace Lanner;

/// <summary>When functions are compiled to machine code.</summary>
public enum CompilationMode
{
    /// <summary>Each function when it is first called. Programs start at once, and what is never called costs nothing.</summary>
    Lazy,

    /// <summary>All functions when the module is made, so that no call waits for the compiler later.</summary>
    Eager,

    /// <summary>Each function when it is first called, while threads of the engine compile the others, in the order in which a program is likely to come to them. Programs start at
    /// once, and wait less for the compiler where there is a processor to spare.</summary>
    Background,
}

/// <summary>What an <see cref="Engine"/> is to do. Immutable; the default is right for most programs.</summary>
public sealed record EngineOptions
{
    /// <summary>The parts of WebAssembly that modules may use. A module that uses others is malformed or invalid. By default the standard's version 3.0, threads, and the
    /// first form of exception handling.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Default;

    /// <summary>How accesses to memory are kept within bounds. By default, null, the fastest way that the platform has.</summary>
    public MemoryMode? MemoryMode { get; init; }

    /// <summary>When functions are compiled to machine code; by default when they are first called.</summary>
    public CompilationMode Compilation { get; init; } = CompilationMode.Lazy;

    /// <summary>On how many threads functions are compiled before they are called. By default, null, all processors work on a module that is compiled eagerly, while the caller
    /// waits, and all but one (at least one) in the background. A number below 1 counts as 1.</summary>
    public int? CompilationThreads { get; init; }

    /// <summary>Whether guests can be stopped while they run, by <see cref="Store.Interrupt"/> and what rests on it. Loops and functions then look at a flag, which costs a
    /// few per cent of speed. By default they cannot.</summary>
    public bool Interruptible { get; init; }

    /// <summary>For tests: how large methods may be before they are cut.</summary>
    internal CutLimits? CutLimits { get; init; }
}
