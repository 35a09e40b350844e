using System.Runtime.CompilerServices;
using Lanner.Compilation.Aggregates;

namespace Lanner.Runtime;

/// <summary>What compiled code does when it makes an object, so that the store knows about how much its guests hold.</summary>
internal static class HeapOperations
{
    /// <summary>Arrays of more elements are asked for before they are made; the CLR refuses what it cannot make only after having tried.</summary>
    private const int SmallArray = 4096;

    /// <summary>Counts a structure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object Charge(object created, InstanceState state, int bytes)
    {
        if ((state.HeapBudget -= bytes) < 0)
        {
            Settle(state, created);
        }

        return created;
    }

    /// <summary>Counts an array with elements of a size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object ChargeArray(object created, InstanceState state, int elementSize)
    {
        if ((state.HeapBudget -= AggregateSizes.ArrayHeader + ((long)Unsafe.As<byte[]>(created).Length * elementSize)) < 0)
        {
            Settle(state, created);
        }

        return created;
    }

    /// <summary>Traps if an array of the length, an unsigned number, cannot be made.</summary>
    /// <returns>The length.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CheckLength(int length, InstanceState state, int elementSize)
    {
        if ((uint)length > SmallArray)
        {
            CheckLargeArray(length, state, elementSize);
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Settle(InstanceState state, object created) => state.Store.Heap.Settle(state, created);

    private static void CheckLargeArray(int length, InstanceState state, int elementSize)
    {
        if ((uint)length > (uint)Array.MaxLength)
        {
            Traps.Throw(TrapCode.AllocationTooLarge);
        }

        state.Store.Heap.Require((long)length * elementSize);
    }
}
