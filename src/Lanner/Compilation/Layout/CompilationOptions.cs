namespace Lanner.Compilation.Layout;

/// <summary>What decides the code that is emitted for a module. Two modules compiled with equal options and equal bytes have equal
/// code.</summary>
/// <param name="MemoryMode">Whether 32-bit memories rely on unmapped pages or on comparisons.</param>
/// <param name="Interruptible">Whether loops and functions poll for interruption.</param>
/// <param name="Collectible">Whether the code can be unloaded.</param>
internal sealed record CompilationOptions(MemoryMode MemoryMode, bool Interruptible, bool Collectible = true)
{
    /// <summary>What instructions cost, or null when fuel is not counted.</summary>
    internal FuelCosts? FuelCosts { get; init; }

    /// <summary>Whether instructions that work on much memory are to be done in outlined functions, with a look at the store between them.</summary>
    internal bool IsMetered => Interruptible || FuelCosts is not null;

    /// <summary>How large methods may be; what is larger is cut.</summary>
    internal MethodLimits MethodLimits { get; init; } = MethodLimits.Jit;

    /// <summary>The vector instructions that the code may name; if nothing else is said, those of this processor. They are looked up when a
    /// vector is first compiled, since that takes the CLR as long as loading a small module.</summary>
    internal VectorHardware Hardware
    {
        get => _hardware ?? VectorHardwareDetection.Current;
        init => _hardware = value;
    }

    private readonly VectorHardware? _hardware;

    /// <summary>Whether results that the specification leaves open are those of its deterministic profile.</summary>
    internal bool Deterministic { get; init; }
}
