using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Address space in which a fault is a <see cref="NullReferenceException"/> instead of the end of the process.</summary>
internal static unsafe class GuardedMemory
{
    /// <summary>The address space that a program has to be able to reserve so that guarded memories are worth while: room for eight of
    /// them. Under a tighter <c>ulimit -v</c> a few instances would use it up.</summary>
    private const ulong LeastAddressSpace = 74UL << 30;

    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    /// <summary>True if the platform has it.</summary>
    internal static bool IsSupported => Obstacle.Value is null;

    /// <summary>Why the platform does not have it, as the rest of a sentence, or null when it has.</summary>
    internal static string? ReasonUnsupported => Obstacle.Value;

    /// <summary>Reserves such address space, for good: it is never given back, so that no other mapping can come to lie where faults are
    /// forgiven.</summary>
    /// <returns>The address where it begins, or null when there is not as much.</returns>
    internal static byte* Reserve(ulong size)
    {
        if (!IsSupported || FaultHandler.Install() is not null)
        {
            return null;
        }

        var start = VirtualMemory.Reserve(size);
        if (start is not null && !FaultRanges.TryAdd(start, size))
        {
            VirtualMemory.Release(start, size);
            return null;
        }

        return start;
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return $"only Linux on x64 has it, and this is {RuntimeInformation.RuntimeIdentifier}";
        }

        var probe = VirtualMemory.Reserve(LeastAddressSpace);
        if (probe is null)
        {
            return "the address space of the process is limited (ulimit -v)";
        }

        VirtualMemory.Release(probe, LeastAddressSpace);
        return FaultHandler.Install();
    }
}
