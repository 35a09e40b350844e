using System.Reflection;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>Conversions between values of the CLR and <see cref="Value"/>, for emitted code that handles functions of any type. The kinds were checked before, or are known.
/// </summary>
internal static class EmittedValues
{
    /// <summary>The method that reads a value of a kind.</summary>
    internal static MethodInfo Reader(WasmValueKind kind) => Find($"Read{kind}");

    /// <summary>The method that writes a value of a kind.</summary>
    internal static MethodInfo Writer(WasmValueKind kind) => Find($"Write{kind}");

    internal static int ReadI32(ref Value value) => (int)value.Low;

    internal static long ReadI64(ref Value value) => (long)value.Low;

    internal static float ReadF32(ref Value value) => BitConverter.UInt32BitsToSingle((uint)value.Low);

    internal static double ReadF64(ref Value value) => BitConverter.UInt64BitsToDouble(value.Low);

    internal static Vector128<byte> ReadV128(ref Value value) => value.Bits;

    internal static object? ReadReference(ref Value value) => value.Reference;

    internal static void WriteI32(ref Value destination, int value) => destination = value;

    internal static void WriteI64(ref Value destination, long value) => destination = value;

    internal static void WriteF32(ref Value destination, float value) => destination = value;

    internal static void WriteF64(ref Value destination, double value) => destination = value;

    internal static void WriteV128(ref Value destination, Vector128<byte> value) => destination = value;

    internal static void WriteReference(ref Value destination, object? value) => destination = Value.FromReference(value);

    private static MethodInfo Find(string name) => typeof(EmittedValues).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
