using System.Runtime.CompilerServices;
using Lanner.Abi;

namespace Lanner.Runtime;

/// <summary>The operations of compiled code when it makes an object, so that the store knows how much its guests hold.</summary>
internal static class HeapOperations
{
    /// <summary>Counts an object of a fixed size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object Charge(object created, InstanceState state, int bytes)
    {
        if ((state.HeapBudget.Bytes -= bytes) < 0 || bytes >= HeapAccount.LargeObject)
        {
            Settle(state, created, bytes);
        }

        return created;
    }

    /// <summary>Counts an array with elements of a size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object ChargeArray(object created, InstanceState state, int elementSize)
    {
        var bytes = AggregateSizes.ArrayHeader + ((long)Unsafe.As<byte[]>(created).Length * elementSize);
        if ((state.HeapBudget.Bytes -= bytes) < 0 || bytes >= HeapAccount.LargeObject)
        {
            Settle(state, created, bytes);
        }

        return created;
    }

    /// <summary><c>ref.i31</c>: a small number is an object that is there already, another one is made and counted.</summary>
    internal static object CreateI31(int number, InstanceState state)
    {
        var reference = I31.Create(number);
        return I31.IsCached(reference) ? reference : Charge(reference, state, I31.Size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Settle(InstanceState state, object created, long bytes) =>
        state.Store.Heap.Settle(ref state.HeapBudget, created, bytes);
}
