using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>A small integer as a reference (specification 4.2.1, "ref.i31"). Equal numbers are the same reference to a guest, though not
/// always the same object.</summary>
internal sealed class I31
{
    /// <summary>The bytes that a reference takes which is not one of those that are cached.</summary>
    internal const int Size = 24;

    private const int SmallestCached = -128;

    private static readonly I31[] Cached = MakeCached();

    /// <summary>The number of objects that are cached. Not read-only: <see cref="Create"/> becomes a part of compiled code, where nothing
    /// but this comparison keeps an index that a guest computed within the array, so the JIT must not know the number.</summary>
    internal static int CachedCount = Cached.Length;

    /// <summary>The number, extended with its sign. Compiled code reads this.</summary>
    internal readonly int Value;

    private I31(int value) => Value = value;

    /// <summary><c>ref.i31</c>: the lower 31 bits of a number.</summary>
    internal static I31 Create(int number)
    {
        var value = number << 1 >> 1;
        var index = (uint)(value - SmallestCached);
        return index < (uint)Volatile.Read(ref CachedCount)
            ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Cached), index)
            : new I31(value);
    }

    /// <summary>Tests whether a reference is one of those that are there for all.</summary>
    internal static bool IsCached(I31 reference) => (uint)(reference.Value - SmallestCached) < (uint)Cached.Length;

    public override string ToString() => $"(ref.i31 {Value})";

    private static I31[] MakeCached()
    {
        var cached = new I31[1024 - SmallestCached];
        for (var index = 0; index < cached.Length; index++)
        {
            cached[index] = new I31(index + SmallestCached);
        }

        return cached;
    }
}
