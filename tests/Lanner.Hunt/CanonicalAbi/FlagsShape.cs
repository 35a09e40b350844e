using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Flags.</summary>
internal sealed class FlagsShape(int count, string text) : Shape
{
    internal override string Text => text;

    internal override int Size => count <= 8 ? 1 : count <= 16 ? 2 : 4;

    internal override int Alignment => Size;

    internal override IReadOnlyList<CoreType> Flat { get; } = [CoreType.I32];

    internal override ComponentValue Draw(Chance chance) => Make(chance.Bits());

    internal override void Store(GuestImage image, int address, ComponentValue value) =>
        image.Write(address, Size, BitsOf(value), FieldKind.Flags, count);

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value) =>
        image.Write(GuestImage.At(slot), 4, BitsOf(value), FieldKind.Flags, count);

    internal override ComponentValue Load(GuestMemory memory, ulong address) => Make(memory.Read(address, Size));

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) => Make(memory.ReadSlot(slot));

    private static ulong BitsOf(ComponentValue value)
    {
        var bits = 0UL;
        foreach (var label in value.AsFlags())
        {
            bits |= 1UL << int.Parse(label[1..], System.Globalization.CultureInfo.InvariantCulture);
        }

        return bits;
    }

    /// <summary>Makes a value of bits, of which those count that have a label.</summary>
    private ComponentValue Make(ulong bits) => ComponentValue.FromFlags(
        [.. Enumerable.Range(0, count).Where(index => (bits >> index & 1) != 0).Select(AggregateShape.LabelOf)]);
}
