namespace Lanner.Compilation.Layout;

/// <summary>The options that decide the code that is emitted for a module. Two modules compiled with equal options and equal bytes have
/// equal code.</summary>
/// <param name="MemoryMode">The choice of whether 32-bit memories rely on unmapped pages or on comparisons.</param>
/// <param name="Interruptible">True if loops and functions poll for interruption.</param>
/// <param name="Collectible">True if the code can be unloaded.</param>
internal sealed record CompilationOptions(MemoryMode MemoryMode, bool Interruptible, bool Collectible = true)
{
    /// <summary>True if the code is saved, as one assembly, and loaded from a file. It goes through the tiers of the JIT: code that was
    /// compiled ahead of time, if there is any, is the first.</summary>
    internal bool IsSaved { get; init; }

    /// <summary>True if the code becomes part of an assembly that others refer to, and is compiled for whatever processor that runs
    /// on.</summary>
    internal bool IsLibrary { get; init; }

    /// <summary>The costs of instructions, or null when fuel is not counted.</summary>
    internal FuelCosts? FuelCosts { get; init; }

    /// <summary>True if instructions that work on much memory call methods that work in parts and check the store between them (see
    /// <see cref="Runtime.MeteredOperations"/>).</summary>
    internal bool IsMetered => Interruptible || FuelCosts is not null;

    /// <summary>The limits of the size of methods; of larger ones, parts are outlined.</summary>
    internal MethodLimits MethodLimits { get; init; } = MethodLimits.Jit;

    /// <summary>The vector instructions that the code may name; if nothing else is said, those of this processor. They are detected when a
    /// vector is first compiled, since that takes the CLR as long as loading a small module.</summary>
    internal VectorHardware Hardware
    {
        get => _hardware ?? VectorHardwareDetection.Current;
        init => _hardware = value;
    }

    /// <summary>The vector instructions that were named; null for those of this processor.</summary>
    internal VectorHardware? GivenHardware => _hardware;

    private readonly VectorHardware? _hardware;

    /// <summary>True if results that the specification leaves open are those of its deterministic profile.</summary>
    internal bool Deterministic { get; init; }
}
