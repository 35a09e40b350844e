using System.Runtime.InteropServices;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>Stands for memories that were freed: a memory without a byte, for ever.</summary>
internal static unsafe class EmptyMemory
{
    /// <summary>A slot of its own where there are guarded memories, so that code that does not compare addresses with a size faults at every one.</summary>
    private static readonly MemoryReservation? Slot = GuardedMemory.IsSupported ? MemoryReservation.TryCreateGuarded() : null;

    /// <summary>The address of byte 0, which does not exist. The size before it is zero.</summary>
    internal static readonly byte* Base = Slot is null ? (byte*)NativeMemory.AllocZeroed(64) + 64 : Slot.Base;

    /// <summary>Whether it can stand for guarded memories too.</summary>
    internal static bool IsGuarded => Slot is not null;
}
