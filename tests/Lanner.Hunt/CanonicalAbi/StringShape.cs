using System.Text;
using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Strings.</summary>
internal sealed class StringShape : Shape
{
    internal override string Text => "string";

    internal override int Size => 8;

    internal override int Alignment => 4;

    internal override IReadOnlyList<CoreType> Flat { get; } = [CoreType.I32, CoreType.I32];

    internal override ComponentValue Draw(Chance chance)
    {
        var text = new StringBuilder();
        var breadth = chance.Below(4);
        for (var left = chance.OneIn(8) ? chance.Below(200) : chance.Below(12); left > 0; left--)
        {
            text.Append(DrawCharacter(chance, breadth));
        }

        return ComponentValue.FromString(text.ToString());
    }

    /// <summary>Makes a character, of 1 to 4 bytes in UTF-8.</summary>
    internal static Rune DrawCharacter(Chance chance) => DrawCharacter(chance, chance.Below(4));

    internal override void Store(GuestImage image, int address, ComponentValue value) =>
        image.WriteString(address, address + 4, value.AsString());

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value) =>
        image.WriteString(GuestImage.At(slot), GuestImage.At(slot + 1), value.AsString());

    internal override ComponentValue Load(GuestMemory memory, ulong address) =>
        ComponentValue.FromString(memory.ReadString((uint)memory.Read(address, 4), (uint)memory.Read(address + 4, 4)));

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) =>
        ComponentValue.FromString(memory.ReadString(memory.ReadSlot(slot), memory.ReadSlot(slot + 1)));

    internal override int CountRooms(ComponentValue value) => 1;

    private static Rune DrawCharacter(Chance chance, int breadth) => new(chance.Below(breadth + 1) switch
    {
        0 => chance.Below(0x80),
        1 => 0x80 + chance.Below(0x80),
        2 => chance.OneIn(2) ? 0xE000 + chance.Below(0x2000) : 0x100 + chance.Below(0xD700),
        _ => 0x10000 + chance.Below(0x100000),
    });
}
