using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Abi;

namespace Lanner.Runtime;

/// <summary>Conversions between values of the CLR and <see cref="Value"/>, for emitted code that handles functions of any type. The kinds
/// were checked before, or are known.
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

    // Each field is written where it belongs: a value that is made first and copied would take a place of its own in the frame of the
    // caller, for each of a thousand.
    internal static void WriteI32(ref Value destination, int value) => destination.Set(WasmValueKind.I32, (uint)value);

    internal static void WriteI64(ref Value destination, long value) => destination.Set(WasmValueKind.I64, (ulong)value);

    internal static void WriteF32(ref Value destination, float value) =>
        destination.Set(WasmValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    internal static void WriteF64(ref Value destination, double value) =>
        destination.Set(WasmValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    internal static void WriteV128(ref Value destination, Vector128<byte> value) =>
        destination.Set(WasmValueKind.V128, value.AsUInt64()[0], value.AsUInt64()[1]);

    internal static void WriteReference(ref Value destination, object? value) => destination.Set(WasmValueKind.Reference, 0, 0, value);

    /// <summary>Writes values into return areas.</summary>
    /// <param name="types">The types of the results.</param>
    /// <param name="values">The values, already checked.</param>
    /// <param name="bytes">The area for numbers and vectors.</param>
    /// <param name="references">The area for references.</param>
    internal static unsafe void Store(WasmValueType[] types, ReadOnlySpan<Value> values, nuint bytes, ref object? references)
    {
        var place = default(ReturnAreaSizes);
        for (var index = 0; index < types.Length; index++)
        {
            ref readonly var value = ref values[index];
            switch (types[index].Kind)
            {
                case WasmValueKind.Reference:
                    Unsafe.Add(ref references, place.References) = value.Reference;
                    break;
                case WasmValueKind.V128:
                    Unsafe.WriteUnaligned((byte*)bytes + place.Bytes, value.Bits);
                    break;
                default:
                    Unsafe.WriteUnaligned((byte*)bytes + place.Bytes, value.Low);
                    break;
            }

            place = place.After(types[index]);
        }
    }

    /// <summary>Reads values from return areas.</summary>
    /// <param name="types">The types of the results.</param>
    /// <param name="bytes">The area for numbers and vectors.</param>
    /// <param name="references">The area for references.</param>
    /// <param name="values">The span that takes the values.</param>
    internal static unsafe void Load(WasmValueType[] types, nuint bytes, ref object? references, Span<Value> values)
    {
        var place = default(ReturnAreaSizes);
        for (var index = 0; index < types.Length; index++)
        {
            var kind = types[index].Kind;
            var bits = kind switch
            {
                WasmValueKind.Reference => default,
                WasmValueKind.V128 => Unsafe.ReadUnaligned<Vector128<byte>>((byte*)bytes + place.Bytes),
                WasmValueKind.I32 or WasmValueKind.F32 =>
                    Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>((byte*)bytes + place.Bytes)).AsByte(),
                _ => Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>((byte*)bytes + place.Bytes)).AsByte(),
            };
            var reference = kind == WasmValueKind.Reference ? Unsafe.Add(ref references, place.References) : null;
            values[index] = Value.FromBits(kind, bits, reference);
            place = place.After(types[index]);
        }
    }

    private static MethodInfo Find(string name) => typeof(EmittedValues).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
