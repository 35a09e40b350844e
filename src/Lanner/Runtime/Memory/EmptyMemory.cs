using System.Runtime.InteropServices;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>Stands for memories that were freed: a memory without a byte, for ever.</summary>
internal static unsafe class EmptyMemory
{
    /// <summary>Its address is that of a checked memory (<see cref="MemorySizes"/>): the size before it is zero.</summary>
    private static readonly byte* Checked = (byte*)NativeMemory.AllocZeroed(64) + 24;

    /// <summary>A slot of its own, so that code that does not compare addresses with a size faults at every one.</summary>
    private static readonly MemoryReservation? Guarded = GuardedMemory.IsSupported ? MemoryReservation.TryCreateGuarded() : null;

    /// <summary>True if there is one for code that relies on guards. If not, there is no address space for such memories at all.</summary>
    internal static bool HasGuarded => Guarded is not null;

    /// <summary>The address of byte 0, which does not exist.</summary>
    /// <param name="isGuarded">True if it is for code that relies on guards.</param>
    internal static byte* For(bool isGuarded) => isGuarded ? Guarded!.Base : Checked;
}
