using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>What compiled code does with exceptions (specification 4.6.8).</summary>
internal static class Exceptions
{
    /// <summary>How often an exception that is thrown again keeps the backtrace that it had. The CLR adds to it each time, and a guest may do this for ever.</summary>
    private const int KeptBacktraces = 64;

    /// <summary>Whether an object is an exception of wasm with a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool HasTag(object exception, Tag tag) => exception is WasmException own && ReferenceEquals(own.Tag, tag);

    /// <summary>Lets an exception into the hands of a guest that catches it. Every catch clause begins with this, and nothing else gives a guest an exception that it has not got.</summary>
    /// <exception cref="ArgumentException">The exception belongs to another store, or carries something that does.</exception>
    internal static object Admit(object exception, InstanceState state) =>
        Ownership.IsOf(state.Store.Identity, exception) ? exception : throw Refusal(exception);

    /// <summary>What is thrown in place of an exception that a store does not let in.</summary>
    internal static ArgumentException Refusal(object exception) =>
        new("A host function has let out an exception that belongs to another store, or that carries a reference of another store.", (Exception)exception);

    /// <summary><c>throw_ref</c> and <c>rethrow</c>.</summary>
    [DoesNotReturn]
    internal static void ThrowAgain(object exception)
    {
        var thrown = Unsafe.As<WasmException>(exception);
        if (thrown.TimesThrownAgain++ < KeptBacktraces)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }

        throw thrown;
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
