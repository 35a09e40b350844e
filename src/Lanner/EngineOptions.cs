namespace Lanner;

/// <summary>When functions are compiled to machine code.</summary>
public enum CompilationMode
{
    /// <summary>Each function when it is first called. Programs start at once, and what is never called costs nothing.</summary>
    Lazy,

    /// <summary>All functions when the module is made, so that no call waits for the compiler later.</summary>
    Eager,
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

    /// <summary>Whether guests can be stopped while they run, by <see cref="Store.Interrupt"/> and what rests on it. Loops and functions then look at a flag, which costs a
    /// few per cent of speed. By default they cannot.</summary>
    public bool Interruptible { get; init; }

    /// <summary>Whether results that the specification leaves open are those of its deterministic profile (appendix A.5), on every processor: a NaN that an instruction
    /// makes, of a scalar or in a lane of a vector, has the bits <c>0x7fc00000</c> or <c>0x7ff8000000000000</c>, and relaxed vector instructions give what their strict
    /// counterparts give, without fusing multiplication and addition. By default they are what is fastest. Arithmetic on floating-point numbers becomes slower.</summary>
    /// <remarks>What else may differ between two runs of a program is not the engine's and not covered: what host functions return, the bits of their NaNs too; how threads
    /// that share a memory take turns; whether <c>memory.grow</c> and <c>table.grow</c> succeed; when the stack is exhausted; and interruption by time.</remarks>
    public bool Deterministic { get; init; }
}
