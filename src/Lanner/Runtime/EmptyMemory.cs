using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>Stands for memories that were freed. Its address is that of a checked memory (<see cref="MemorySizes"/>).</summary>
internal static unsafe class EmptyMemory
{
    /// <summary>The address of byte 0, which does not exist: the size before it is zero for ever.</summary>
    internal static readonly byte* Base = (byte*)NativeMemory.AllocZeroed(64) + 24;
}
