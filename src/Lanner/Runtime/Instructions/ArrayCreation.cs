using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>Makes the arrays of guests. The CLR makes an array in one step, and all that takes long of it is to set the elements to zero:
/// where they hold no references, that is done here, in chunks, so that it can be interrupted.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class ArrayCreation
{
    /// <summary>Arrays of more elements are asked for before they are made; the CLR refuses what it cannot make only after having
    /// tried.</summary>
    private const int SmallArray = 4096;

    /// <summary>Arrays of fewer bytes the CLR clears: it knows of some memory that it is zero already, and what is left takes no longer
    /// than a chunk.</summary>
    private const long ClearedByClr = 512 << 10;

    /// <summary>The method that makes arrays with elements of a type, to be called with the length, an unsigned number, and the
    /// state.</summary>
    internal static MethodInfo MethodFor(Type element) =>
        typeof(ArrayCreation).GetMethod(nameof(Create), BindingFlags.Static | BindingFlags.NonPublic, [typeof(int), typeof(InstanceState)])!
            .MakeGenericMethod(element);

    /// <summary>Makes an array of default values, and counts it.</summary>
    /// <param name="length">The length, an unsigned number.</param>
    /// <param name="state">The instance.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object Create<T>(int length, InstanceState state) => (uint)length <= SmallArray
        ? HeapOperations.ChargeArray(new T[length], state, Unsafe.SizeOf<T>())
        : CreateLarge<T>(length, state);

    /// <summary>Makes an array for a constant expression.</summary>
    internal static object Create(Type element, MethodInfo creator, int length, InstanceState state, int elementSize) =>
        (uint)length <= SmallArray
            ? HeapOperations.ChargeArray(Array.CreateInstance(element, length), state, elementSize)
            : creator.CreateDelegate<Func<int, InstanceState, object>>()(length, state);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object CreateLarge<T>(int length, InstanceState state)
    {
        if ((uint)length > (uint)Array.MaxLength)
        {
            Traps.Throw(TrapCode.AllocationTooLarge);
        }

        var bytes = (long)length * Unsafe.SizeOf<T>();
        state.Store.Heap.Require(bytes);
        var isCleared = bytes < ClearedByClr || RuntimeHelpers.IsReferenceOrContainsReferences<T>();
        T[] array;
        try
        {
            array = isCleared ? new T[length] : GC.AllocateUninitializedArray<T>(length);
        }
        catch (OutOfMemoryException)
        {
            Traps.Throw(TrapCode.AllocationTooLarge);
            return null!;
        }

        HeapOperations.ChargeArray(array, state, Unsafe.SizeOf<T>());
        if (!isCleared)
        {
            MeteredOperations.Clear(state, array.AsSpan());
        }

        return array;
    }
}
