using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Lists, and maps: lists of tuples.</summary>
internal sealed class ListShape(Shape element, string text, bool isMap) : Shape
{
    internal override string Text => text;

    internal override int Size => 8;

    internal override int Alignment => 4;

    internal override IReadOnlyList<CoreType> Flat { get; } = [CoreType.I32, CoreType.I32];

    internal override IEnumerable<Shape> Parts => [element];

    internal override bool IsForeign => isMap;

    internal override ComponentValue Draw(Chance chance)
    {
        var elements = new ComponentValue[chance.Below(5)];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = element.Draw(chance);
        }

        return ComponentValue.FromList(elements);
    }

    internal override void Store(GuestImage image, int address, ComponentValue value) => Store(image, address, address + 4, value);

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value) =>
        Store(image, GuestImage.At(slot), GuestImage.At(slot + 1), value);

    internal override ComponentValue Load(GuestMemory memory, ulong address) =>
        LoadRange(memory, (uint)memory.Read(address, 4), (uint)memory.Read(address + 4, 4));

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) =>
        LoadRange(memory, memory.ReadSlot(slot), memory.ReadSlot(slot + 1));

    internal override int CountRooms(ComponentValue value) => 1 + value.AsList().Sum(element.CountRooms);

    private void Store(GuestImage image, int pointerAt, int lengthAt, ComponentValue value)
    {
        var elements = value.AsList();
        var bytes = elements.Count * element.Size;
        var address = image.Allocate(bytes, element.Alignment);
        image.WriteRange(pointerAt, lengthAt, address, (uint)elements.Count, bytes, element.Size);
        for (var index = 0; index < elements.Count; index++)
        {
            element.Store(image, address + (index * element.Size), elements[index]);
        }
    }

    private ComponentValue LoadRange(GuestMemory memory, uint pointer, uint length)
    {
        memory.RequireList(pointer, length, element.Size, element.Alignment);
        var elements = new ComponentValue[length];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = element.Load(memory, pointer + ((ulong)index * (ulong)element.Size));
        }

        return ComponentValue.FromList(elements);
    }
}
