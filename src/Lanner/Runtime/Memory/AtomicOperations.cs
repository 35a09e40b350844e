using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>The instructions with which threads wait for each other (threads proposal, "wait and notify operators"), as compiled code calls
/// them. An address includes the instruction's offset; the caller has made sure that the sum did not wrap.</summary>
internal static unsafe class AtomicOperations
{
    /// <summary><c>memory.atomic.wait32</c>.</summary>
    /// <param name="state">The instance that waits.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="address">The address to wait at.</param>
    /// <param name="expected">The value without which there is nothing to wait for.</param>
    /// <param name="timeout">The time to wait, in nanoseconds; for ever when negative.</param>
    /// <returns>0 when woken, 1 when the value is another, 2 when the time has passed.</returns>
    internal static int Wait32(InstanceState state, Memory memory, ulong address, int expected, long timeout) =>
        (int)ParkingLot.Wait(state, new WaitCondition(Locate(memory, address, 4, isWait: true), (uint)expected, isWide: false), timeout);

    /// <summary><c>memory.atomic.wait64</c>; see <see cref="Wait32"/>.</summary>
    internal static int Wait64(InstanceState state, Memory memory, ulong address, long expected, long timeout) =>
        (int)ParkingLot.Wait(state, new WaitCondition(Locate(memory, address, 8, isWait: true), (ulong)expected, isWide: true), timeout);

    /// <summary><c>memory.atomic.notify</c>.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="address">The address where threads wait.</param>
    /// <param name="count">The number of threads to wake at most, unsigned.</param>
    /// <returns>The number of threads that were woken.</returns>
    internal static int Notify(Memory memory, ulong address, int count) =>
        // Nobody can wait in a memory that is not shared; the lot finds nobody there.
        (int)ParkingLot.Wake(Locate(memory, address, 4, isWait: false), (uint)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Locate(Memory memory, ulong address, ulong width, bool isWait)
    {
        if (address % width != 0)
        {
            Traps.Throw(TrapCode.UnalignedAtomic);
        }

        if (!MemoryOperations.IsWithin(memory.Base, address, width))
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }

        if (isWait && !memory.Type.IsShared)
        {
            Traps.Throw(TrapCode.ExpectedSharedMemory);
        }

        return memory.Base + address;
    }
}
