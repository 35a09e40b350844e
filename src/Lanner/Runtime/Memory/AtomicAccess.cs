using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Atomic accesses to memory, each at its width and sequentially consistent (threads proposal, "atomic memory accesses"). Most are
/// inlined, and one instruction. The address has been checked, or lies in a guarded memory: then the access itself
/// traps.</summary>
[GuestInstructions]
internal static unsafe class AtomicAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Load8(byte* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Load16(ushort* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Load32(int* address) => Volatile.Read(ref *address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Load64(long* address) => Volatile.Read(ref *address);

    // A volatile write could be passed by a later read. An exchange cannot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store8(byte* address, int value) => Interlocked.Exchange(ref *address, (byte)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store16(ushort* address, int value) => Interlocked.Exchange(ref *address, (ushort)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store32(int* address, int value) => Interlocked.Exchange(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store64(long* address, long value) => Interlocked.Exchange(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Exchange8(byte* address, int value) => Interlocked.Exchange(ref *address, (byte)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Exchange16(ushort* address, int value) => Interlocked.Exchange(ref *address, (ushort)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Exchange32(int* address, int value) => Interlocked.Exchange(ref *address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Exchange64(long* address, long value) => Interlocked.Exchange(ref *address, value);

    // Where the JIT expands these, or Interlocked.And and Or, in a method that goes on with their result, it forgets to move the result out
    // of RAX when something else needs RAX (JitQuirks.ResultOfAtomic): the guest read a pointer of the host. On their own they return it
    // where it is.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int CompareExchange8(byte* address, int expected, int replacement) =>
        Interlocked.CompareExchange(ref *address, (byte)replacement, (byte)expected);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int CompareExchange16(ushort* address, int expected, int replacement) =>
        Interlocked.CompareExchange(ref *address, (ushort)replacement, (ushort)expected);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int CompareExchange32(int* address, int expected, int replacement) =>
        Interlocked.CompareExchange(ref *address, replacement, expected);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long CompareExchange64(long* address, long expected, long replacement) =>
        Interlocked.CompareExchange(ref *address, replacement, expected);

    // The results are the values before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Add32(int* address, int value) => Interlocked.Add(ref *address, value) - value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Add64(long* address, long value) => Interlocked.Add(ref *address, value) - value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Subtract32(int* address, int value) => Interlocked.Add(ref *address, -value) + value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Subtract64(long* address, long value) => Interlocked.Add(ref *address, -value) + value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int And32(int* address, int value) => Interlocked.And(ref *address, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long And64(long* address, long value) => Interlocked.And(ref *address, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Or32(int* address, int value) => Interlocked.Or(ref *address, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long Or64(long* address, long value) => Interlocked.Or(ref *address, value);

    internal static int Xor32(int* address, int value)
    {
        var found = *address;
        int expected;
        do
        {
            expected = found;
            found = CompareExchange32(address, expected, expected ^ value);
        }
        while (found != expected);
        return found;
    }

    internal static long Xor64(long* address, long value)
    {
        var found = *address;
        long expected;
        do
        {
            expected = found;
            found = CompareExchange64(address, expected, expected ^ value);
        }
        while (found != expected);
        return found;
    }

    internal static int Add8(byte* address, int value) => Modify8(address, value, Modification.Add);

    internal static int Subtract8(byte* address, int value) => Modify8(address, -value, Modification.Add);

    internal static int And8(byte* address, int value) => Modify8(address, value, Modification.And);

    internal static int Or8(byte* address, int value) => Modify8(address, value, Modification.Or);

    internal static int Xor8(byte* address, int value) => Modify8(address, value, Modification.Xor);

    internal static int Add16(ushort* address, int value) => Modify16(address, value, Modification.Add);

    internal static int Subtract16(ushort* address, int value) => Modify16(address, -value, Modification.Add);

    internal static int And16(ushort* address, int value) => Modify16(address, value, Modification.And);

    internal static int Or16(ushort* address, int value) => Modify16(address, value, Modification.Or);

    internal static int Xor16(ushort* address, int value) => Modify16(address, value, Modification.Xor);

    /// <summary>Address and offset, which are multiples of the width only together. Where the sum wraps it is one that no memory reaches,
    /// with the same low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Address(ulong address, ulong offset)
    {
        var sum = address + offset;
        return sum >= address ? sum : sum | ~7UL;
    }

    private enum Modification
    {
        Add,
        And,
        Or,
        Xor,
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Modify8(byte* address, int value, Modification modification)
    {
        var found = *address;
        byte expected;
        do
        {
            expected = found;
            found = (byte)CompareExchange8(address, expected, Modify(expected, value, modification));
        }
        while (found != expected);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Modify16(ushort* address, int value, Modification modification)
    {
        var found = *address;
        ushort expected;
        do
        {
            expected = found;
            found = (ushort)CompareExchange16(address, expected, Modify(expected, value, modification));
        }
        while (found != expected);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Modify(int found, int value, Modification modification) => modification switch
    {
        Modification.Add => found + value,
        Modification.And => found & value,
        Modification.Or => found | value,
        _ => found ^ value,
    };
}
