using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>The aggregates that are passed alike.</summary>
internal enum AggregateForm
{
    Record,
    Tuple,
    FixedList,
}

/// <summary>Records, tuples and lists of a fixed length: values after each other.</summary>
internal sealed class AggregateShape(Shape[] parts, string text, AggregateForm form) : Shape
{
    internal override string Text => text;

    internal override int Size => Align(OffsetOf(parts.Length - 1) + parts[^1].Size, Alignment);

    internal override int Alignment { get; } = parts.Max(part => part.Alignment);

    internal override IReadOnlyList<CoreType> Flat { get; } = [.. parts.SelectMany(part => part.Flat)];

    internal override IEnumerable<Shape> Parts => parts;

    internal override bool IsForeign => form == AggregateForm.FixedList;

    /// <summary>The label of a field.</summary>
    internal static string LabelOf(int index) => $"n{index}";

    internal override ComponentValue Draw(Chance chance) => Make(part => parts[part].Draw(chance));

    internal override void Store(GuestImage image, int address, ComponentValue value)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index].Store(image, address + OffsetOf(index), PartOf(value, index));
        }
    }

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index].StoreFlat(image, slot, PartOf(value, index));
            slot += parts[index].Flat.Count;
        }
    }

    internal override ComponentValue Load(GuestMemory memory, ulong address) =>
        Make(part => parts[part].Load(memory, address + (ulong)OffsetOf(part)));

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) =>
        Make(part => parts[part].LoadFlat(memory, slot + parts.Take(part).Sum(before => before.Flat.Count)));

    internal override int CountRooms(ComponentValue value) =>
        Enumerable.Range(0, parts.Length).Sum(part => parts[part].CountRooms(PartOf(value, part)));

    private int OffsetOf(int part)
    {
        var offset = 0;
        for (var index = 0; index < part; index++)
        {
            offset = Align(offset, parts[index].Alignment) + parts[index].Size;
        }

        return Align(offset, parts[part].Alignment);
    }

    private ComponentValue PartOf(ComponentValue value, int index) =>
        form == AggregateForm.Record ? value.GetField(LabelOf(index)) : value.AsList()[index];

    private ComponentValue Make(Func<int, ComponentValue> make)
    {
        var values = new ComponentValue[parts.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = make(index);
        }

        return form switch
        {
            AggregateForm.Record => ComponentValue.FromRecord([.. values.Select((value, index) => (LabelOf(index), value))]),
            AggregateForm.Tuple => ComponentValue.FromTuple(values),
            _ => ComponentValue.FromList(values),
        };
    }
}
