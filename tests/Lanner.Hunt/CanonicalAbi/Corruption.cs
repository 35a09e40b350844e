using System.Buffers.Binary;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Makes a field what no guest that keeps the rules would leave, or what is at the border of that.</summary>
internal static class Corruption
{
    private static readonly byte[] Units = [0xFF, 0x80, 0xC0, 0xC2, 0xD8, 0xDC, 0xE0, 0xED, 0xF4, 0xF8, 0x00, 0x41];

    private static readonly ulong[] Characters =
        [0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0x10FFFF, 0x110000, 0x80000041, uint.MaxValue];

    /// <summary>Changes a field in a copy of an image.</summary>
    internal static byte[] Change(ReadOnlySpan<byte> image, in GuestField field, Chance chance)
    {
        var changed = image.ToArray();
        if (field.Kind == FieldKind.Text)
        {
            changed[field.Address + chance.Below(field.Size)] = chance.Of(Units);
            return changed;
        }

        Span<byte> word = stackalloc byte[8];
        word.Clear();
        changed.AsSpan(field.Address, field.Size).CopyTo(word);
        BinaryPrimitives.WriteUInt64LittleEndian(word, Choose(field, BinaryPrimitives.ReadUInt64LittleEndian(word), chance));
        word[..field.Size].CopyTo(changed.AsSpan(field.Address));
        return changed;
    }

    private static ulong Choose(in GuestField field, ulong bits, Chance chance)
    {
        const ulong End = GuestText.MemoryBytes;
        var (limit, start) = ((ulong)field.Limit, (ulong)field.Start);
        return field.Kind switch
        {
            FieldKind.Bool => chance.Of<ulong>([2, 0xFF, 0x80, 0x100, 0x80000000UL, 0xFFFFFF00, bits ^ 1]),
            FieldKind.Char => chance.Of(Characters),
            FieldKind.Discriminant => chance.Of<ulong>(
                [limit, limit - 1, limit + 1, 0xFF, 0x100, 0xFFFF, 0x10000, 0x80000000 | bits, uint.MaxValue, bits ^ 1]),
            FieldKind.Flags => chance.Of<ulong>([ulong.MaxValue, chance.Bits(), 1UL << chance.Below(64), 0]),
            FieldKind.Pointer => chance.Of<ulong>(
                [
                    bits + 1, bits + 2, bits + 4, End - limit, End - limit + 1, End, End + 1, 0, uint.MaxValue, 0xFFFFFFF0, 0x80000000,
                    0x100000000 - limit, bits | 1UL << 31,
                ]),
            FieldKind.Length => chance.Of<ulong>(
                [
                    (End - start) / limit, ((End - start) / limit) + 1, bits + 1, bits - 1, 0x80000000 | bits, bits & 0x7FFFFFFF,
                    0x80000000 | (End - start) / 2, 0x80000000 | ((End - start) / 2) + 1, ((1 << 28) - 1) / limit, (1 << 28) / limit,
                    (0x100000000 / limit) + 1, uint.MaxValue, 0x7FFFFFFF, 0x80000000,
                ]),
            FieldKind.Handle => chance.Of<ulong>([0UL, 1, 2, uint.MaxValue, chance.Bits()]),
            _ => chance.Bits(),
        };
    }
}
