using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanner.Abi;

namespace Lanner.Runtime;

/// <summary>Instructions on arrays as a whole (specification 4.6.9). The elements lie as in arrays of the plain types, whatever struct is
/// wrapped around them. What can take long is done in chunks, so that it can be interrupted, and uses fuel once its ranges are known to be
/// right: see <see cref="MeteredOperations"/>.</summary>
internal static class ArrayOperations
{
    /// <summary>The bytes of an element.</summary>
    internal static int SizeOf(FieldType element) => AggregateSizes.Of(element);

    /// <summary>The method that sets all elements of a new array.</summary>
    internal static MethodInfo Initializer(FieldType element) => Find($"Initialize{Suffix(element)}");

    /// <summary>The method that is <c>array.fill</c>.</summary>
    internal static MethodInfo Filler(FieldType element) => Find($"Fill{Suffix(element)}");

    /// <summary>The method that is <c>array.copy</c>.</summary>
    internal static MethodInfo Copier(FieldType element) => Find(element.Type.IsReference ? nameof(CopyReferences) : nameof(CopyBytes));

    /// <summary>The elements of an array, as what they are.</summary>
    internal static Span<T> Elements<T>(object array)
    {
        // Every one-dimensional array has its length and its elements where one of bytes has them.
        var bytes = Unsafe.As<byte[]>(array);
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(bytes)), bytes.Length);
    }

    internal static void InitializeI8(object array, int value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<byte>(array), (byte)value);

    internal static void InitializeI16(object array, int value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<ushort>(array), (ushort)value);

    internal static void InitializeI32(object array, int value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<int>(array), value);

    internal static void InitializeI64(object array, long value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<long>(array), value);

    internal static void InitializeF32(object array, float value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<int>(array), BitConverter.SingleToInt32Bits(value));

    internal static void InitializeF64(object array, double value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<long>(array), BitConverter.DoubleToInt64Bits(value));

    internal static void InitializeV128(object array, Vector128<byte> value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<Vector128<byte>>(array), value);

    internal static void InitializeReference(object array, object? value, InstanceState state) =>
        MeteredOperations.Fill(state, Elements<object?>(array), value);

    internal static void FillI8(object? array, int start, int value, int count, InstanceState state) =>
        Fill(array, start, (byte)value, count, state);

    internal static void FillI16(object? array, int start, int value, int count, InstanceState state) =>
        Fill(array, start, (ushort)value, count, state);

    internal static void FillI32(object? array, int start, int value, int count, InstanceState state) =>
        Fill(array, start, value, count, state);

    internal static void FillI64(object? array, int start, long value, int count, InstanceState state) =>
        Fill(array, start, value, count, state);

    internal static void FillF32(object? array, int start, float value, int count, InstanceState state) =>
        Fill(array, start, BitConverter.SingleToInt32Bits(value), count, state);

    internal static void FillF64(object? array, int start, double value, int count, InstanceState state) =>
        Fill(array, start, BitConverter.DoubleToInt64Bits(value), count, state);

    internal static void FillV128(object? array, int start, Vector128<byte> value, int count, InstanceState state) =>
        Fill(array, start, value, count, state);

    internal static void FillReference(object? array, int start, object? value, int count, InstanceState state) =>
        Fill(array, start, value, count, state);

    internal static void CopyReferences(object? destination, int start, object? source, int sourceStart, int count, InstanceState state)
    {
        RequireArrays(destination, source);
        var to = Range<object?>(destination, start, count);
        var from = Range<object?>(source, sourceStart, count);
        MeteredOperations.ChargeArray(state, count, Unsafe.SizeOf<object?>());
        MeteredOperations.Copy<object?>(state, from, to, isBackward: ReferenceEquals(destination, source) && start > sourceStart);
    }

    internal static unsafe void CopyBytes(
        object? destination, int start, object? source, int sourceStart, int count, InstanceState state, int size)
    {
        RequireArrays(destination, source);
        ref var to = ref FirstByte(destination, start, count, size);
        ref var from = ref FirstByte(source, sourceStart, count, size);
        MeteredOperations.ChargeArray(state, count, size);
        fixed (byte* target = &to, origin = &from)
        {
            // Elements of 16 bytes may be more bytes than a span can have.
            MeteredOperations.CopyBytes(state, origin, target, (ulong)(uint)count * (uint)size);
        }
    }

    /// <summary>Traps unless a range of a data segment has as many bytes as elements take.</summary>
    internal static void RequireData(InstanceState state, int segment, int offset, int count, int size) =>
        _ = DataRange(state, segment, offset, count, size);

    /// <summary>Traps unless a range is within an element segment.</summary>
    internal static void RequireElements(InstanceState state, int segment, int offset, int count) =>
        _ = TableOperations.Range(state.ElementSegments[segment], (uint)offset, (uint)count);

    /// <summary><c>array.init_data</c>.</summary>
    internal static void InitData(object? array, int start, int offset, int count, InstanceState state, int segment, int size)
    {
        ref var target = ref FirstByte(array, start, count, size);
        var data = DataRange(state, segment, offset, count, size);
        MeteredOperations.ChargeArray(state, count, size);
        MeteredOperations.Copy(state, data, MemoryMarshal.CreateSpan(ref target, data.Length), isBackward: false);
    }

    /// <summary><c>array.init_elem</c>.</summary>
    internal static void InitElements(object? array, int start, int offset, int count, InstanceState state, int segment)
    {
        var target = Range<object?>(array, start, count);
        var elements = TableOperations.Range(state.ElementSegments[segment], (uint)offset, (uint)count);
        MeteredOperations.ChargeArray(state, count, Unsafe.SizeOf<object?>());
        MeteredOperations.Copy<object?>(state, elements, target, isBackward: false);
    }

    private static void Fill<T>(object? array, int start, T value, int count, InstanceState state)
    {
        var range = Range<T>(array, start, count);
        MeteredOperations.ChargeArray(state, count, Unsafe.SizeOf<T>());
        MeteredOperations.Fill(state, range, value);
    }

    private static void RequireArrays(object? destination, object? source)
    {
        if (destination is null || source is null)
        {
            Traps.Throw(TrapCode.NullArrayReference);
        }
    }

    /// <summary>A part of an array, after checking it. Not inlined: in compiled code the JIT would decide about the check by what it thinks
    /// to know of a guest's numbers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<T> Range<T>(object? array, int start, int count)
    {
        RequireArrays(array, array);
        var elements = Elements<T>(array!);
        if ((uint)start + (ulong)(uint)count > (uint)elements.Length)
        {
            Traps.Throw(TrapCode.ArrayOutOfBounds);
        }

        return elements.Slice(start, count);
    }

    /// <summary>Returns the first byte of a range of an array, after checking the range.</summary>
    private static ref byte FirstByte(object? array, int start, int count, int size)
    {
        _ = Range<byte>(array, start, count);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<byte[]>(array!)), (nint)(uint)start * size);
    }

    /// <summary>A part of a data segment, after checking it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> DataRange(InstanceState state, int segment, int offset, int count, int size)
    {
        var data = state.DataSegments[segment].Span;
        var length = (ulong)(uint)count * (uint)size;
        if ((uint)offset + length > (uint)data.Length)
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }

        return data.Slice(offset, (int)length);
    }

    private static string Suffix(FieldType element) => element.Packed switch
    {
        PackedKind.I8 => "I8",
        PackedKind.I16 => "I16",
        _ => element.Type.Kind.ToString(),
    };

    private static MethodInfo Find(string name) => typeof(ArrayOperations).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
