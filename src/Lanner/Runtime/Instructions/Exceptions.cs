using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>The operations of compiled code on exceptions (specification 4.6.8).</summary>
internal static class Exceptions
{
    /// <summary>An exception without values: its fields and those of the CLR's, and the array of the values.</summary>
    private const int Size = 208;

    /// <summary>The CLR records 40 bytes for each frame that an exception passes, in arrays that it doubles when they are full, and the
    /// frames of compiled functions are of 16 bytes or more.</summary>
    private const int RecordedForStackByte = 5;

    /// <summary>The number of bytes that are kept of the record of the innermost functions.</summary>
    private const int SizeOfOrigin = 3 << 10;

    /// <summary>The number of bytes of stack that throwing records besides: the frames of the methods that throw.</summary>
    private const int Throwing = 128;

    /// <summary>An exception that has come up more bytes of stack is put into another that knows nothing of them but the innermost
    /// functions.</summary>
    private const uint MostUnwoundBytes = 8 << 10;

    /// <summary>Tests whether an object is an exception of wasm with a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool HasTag(object exception, Tag tag) => exception is WasmException own && ReferenceEquals(own.Tag, tag);

    /// <summary>Returns the exception that is thrown in place of one that a store does not let in.</summary>
    internal static ArgumentException Refusal(object exception) =>
        new(
            "A host function has let out an exception that belongs to another store, or that carries a reference of another store.",
            (Exception)exception);

    /// <summary>The bytes that an exception with some number of values takes before it is thrown.</summary>
    internal static int SizeOf(int values) => Size + (values * Unsafe.SizeOf<Value>());

    /// <summary><c>throw_ref</c> and <c>rethrow</c>. While functions catch and throw again nothing else looks whether the guest is to
    /// stop.</summary>
    [DoesNotReturn]
    internal static unsafe void ThrowAgain(object exception, InstanceState state)
    {
        if (state.Interrupt != 0)
        {
            Traps.PollFailed(state);
        }

        byte here;
        var thrown = Unsafe.As<WasmException>(exception);
        thrown.ThrownAt = (nuint)(&here);
        if (thrown.HasOrigin)
        {
            // The CLR begins a new record.
            throw thrown;
        }

        ExceptionDispatchInfo.Throw(thrown);
    }

    /// <summary>Lets an exception into the hands of a guest that has caught it: every catch clause begins with this, and nothing else gives
    /// a guest an exception that it has not got. Counts what the CLR has recorded of the exception's way to the function that catches it,
    /// and which the exception keeps as long as the guest keeps it.</summary>
    /// <returns>The exception for the guest: the same, or one like it when too much has been recorded.</returns>
    /// <exception cref="ArgumentException">The exception belongs to another store, or carries something that does.</exception>
    internal static unsafe object Caught(object caught, InstanceState state)
    {
        byte here;
        var position = (nuint)(&here);
        var exception = Unsafe.As<WasmException>(caught);
        if (!Ownership.IsOf(state.Store.Identity, exception))
        {
            throw Refusal(exception);
        }

        // What was made on another thread has come from nowhere on this stack.
        var unwound = Throwing
            + (position > exception.ThrownAt && exception.ThrownAt >= GuestThread.Current.StackLow ? position - exception.ThrownAt : 0);
        var total = exception.HasOrigin ? nuint.Max(unwound, exception.UnwoundBytes) : exception.UnwoundBytes + unwound;
        if (total > MostUnwoundBytes)
        {
            return HeapOperations.Charge(exception.WithOrigin(), state, SizeOf(exception.Payload.Length) + SizeOfOrigin);
        }

        var added = (int)(total - exception.UnwoundBytes);
        exception.UnwoundBytes = total;
        return added == 0 ? exception : HeapOperations.Charge(exception, state, added * RecordedForStackByte);
    }

    /// <summary>The method that reads a value that an exception carries, of a kind.</summary>
    internal static MethodInfo Reader(WasmValueKind kind) =>
        typeof(Exceptions).GetMethod($"Get{kind}", BindingFlags.Static | BindingFlags.NonPublic)!;

    internal static int GetI32(object exception, int index) => EmittedValues.ReadI32(ref ValueOf(exception, index));

    internal static long GetI64(object exception, int index) => EmittedValues.ReadI64(ref ValueOf(exception, index));

    internal static float GetF32(object exception, int index) => EmittedValues.ReadF32(ref ValueOf(exception, index));

    internal static double GetF64(object exception, int index) => EmittedValues.ReadF64(ref ValueOf(exception, index));

    internal static Vector128<byte> GetV128(object exception, int index) => EmittedValues.ReadV128(ref ValueOf(exception, index));

    internal static object? GetReference(object exception, int index) => EmittedValues.ReadReference(ref ValueOf(exception, index));

    private static ref Value ValueOf(object exception, int index) => ref Unsafe.As<WasmException>(exception).Payload[index];
}
