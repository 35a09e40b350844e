using System.Runtime.InteropServices;

namespace Lanner.Components;

/// <summary>Arrays of numbers, which lists of numbers are kept in, so that they are copied as blocks.</summary>
internal static class NumberArrays
{
    /// <summary>The size of a number, or 0 for a kind that is none.</summary>
    internal static int SizeOf(ComponentValueKind kind) => kind switch
    {
        ComponentValueKind.S8 or ComponentValueKind.U8 => 1,
        ComponentValueKind.S16 or ComponentValueKind.U16 => 2,
        ComponentValueKind.S32 or ComponentValueKind.U32 or ComponentValueKind.F32 => 4,
        ComponentValueKind.S64 or ComponentValueKind.U64 or ComponentValueKind.F64 => 8,
        _ => 0,
    };

    internal static Array Create(ComponentValueKind kind, int count) => kind switch
    {
        ComponentValueKind.S8 => new sbyte[count],
        ComponentValueKind.U8 => new byte[count],
        ComponentValueKind.S16 => new short[count],
        ComponentValueKind.U16 => new ushort[count],
        ComponentValueKind.S32 => new int[count],
        ComponentValueKind.U32 => new uint[count],
        ComponentValueKind.S64 => new long[count],
        ComponentValueKind.U64 => new ulong[count],
        ComponentValueKind.F32 => new float[count],
        ComponentValueKind.F64 => new double[count],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The array of numbers that values are.</summary>
    /// <param name="kind">The kind of all values.</param>
    /// <param name="values">The values.</param>
    internal static Array Of(ComponentValueKind kind, ReadOnlySpan<ComponentValue> values)
    {
        var array = Create(kind, values.Length);
        var bytes = BytesOf(array, kind);
        for (var index = 0; index < values.Length; index++)
        {
            var bits = values[index].Bits;
            switch (SizeOf(kind))
            {
                case 1:
                    bytes[index] = (byte)bits;
                    break;
                case 2:
                    MemoryMarshal.Cast<byte, ushort>(bytes)[index] = (ushort)bits;
                    break;
                case 4:
                    MemoryMarshal.Cast<byte, uint>(bytes)[index] = (uint)bits;
                    break;
                default:
                    MemoryMarshal.Cast<byte, ulong>(bytes)[index] = bits;
                    break;
            }
        }

        return array;
    }

    internal static ComponentValueKind KindOf<T>()
        where T : unmanaged => default(T) switch
        {
            sbyte => ComponentValueKind.S8,
            byte => ComponentValueKind.U8,
            short => ComponentValueKind.S16,
            ushort => ComponentValueKind.U16,
            int => ComponentValueKind.S32,
            uint => ComponentValueKind.U32,
            long => ComponentValueKind.S64,
            ulong => ComponentValueKind.U64,
            float => ComponentValueKind.F32,
            double => ComponentValueKind.F64,
            _ => throw new ArgumentException($"Lists of {typeof(T)} are not lists of numbers of the component model."),
        };

    internal static Span<byte> BytesOf(Array array, ComponentValueKind kind) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length * SizeOf(kind));

    internal static ComponentValue Get(Array array, ComponentValueKind kind, int index) => kind switch
    {
        ComponentValueKind.S8 => ComponentValue.FromS8(((sbyte[])array)[index]),
        ComponentValueKind.U8 => ComponentValue.FromU8(((byte[])array)[index]),
        ComponentValueKind.S16 => ComponentValue.FromS16(((short[])array)[index]),
        ComponentValueKind.U16 => ComponentValue.FromU16(((ushort[])array)[index]),
        ComponentValueKind.S32 => ComponentValue.FromS32(((int[])array)[index]),
        ComponentValueKind.U32 => ComponentValue.FromU32(((uint[])array)[index]),
        ComponentValueKind.S64 => ComponentValue.FromS64(((long[])array)[index]),
        ComponentValueKind.U64 => ComponentValue.FromU64(((ulong[])array)[index]),
        ComponentValueKind.F32 => ComponentValue.FromF32(((float[])array)[index]),
        _ => ComponentValue.FromF64(((double[])array)[index]),
    };
}
